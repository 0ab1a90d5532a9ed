// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files of suppressions. Each line is a comment, a suppression or bad, and bad
// ones are said with their line; what is read, written as a line, is read as
// the same suppression.

#include "runtime/engine/suppressions.h"
#include "tests/fuzz/holds.h"

#include <algorithm>

using namespace dmasan;
using namespace dmasan::fuzz;

static std::string str(StringRef Text) {
  return std::string(Text.begin(), Text.size());
}

static std::string line(const Suppression &S) {
  static const char *const kFields[] = {
      "", "device=", "driver=", "function=", "file="};
  return str(S.Kind) + ":" + kFields[size_t(S.Where)] + str(S.Pattern) + "\n";
}

static std::string lines(const SuppressionList &List) {
  std::string Out;
  List.forEach([&](Suppression &S) { Out += line(S); });
  return Out;
}

static size_t entryLines(StringRef Text) {
  size_t Count = 0;
  while (!Text.empty()) {
    size_t End = Text.find('\n');
    StringRef Line = Text.take(End).trim();
    Count += !Line.empty() && Line[0] != '#';
    Text = Text.drop(End + 1);
  }
  return Count;
}

static void match(const SuppressionList &List, const std::string &Text) {
  Finding F = {};
  F.What = Kind::DoubleUnmap;
  F.DeviceName[0] = 'd';
  Suppression *Found =
      List.match(F, [](const Finding &, void *Context,
                       bool (*Visit)(void *, const FrameNames &)) {
        Visit(Context, {"fill_ring", "drivers/net/ring.c"});
      });
  holds(!Found || Found->fitsKind(F), "what fits is of the kind", Text);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  std::string Text(reinterpret_cast<const char *>(Data), Size);
  std::vector<std::string> Messages;
  SuppressionList List, Again;
  unsigned Bad =
      List.parse(StringRef(Text.data(), Text.size()), "text", into(Messages));
  auto Lines = size_t(std::count(Text.begin(), Text.end(), '\n')) + 1;
  holds(Messages.size() == Bad, "what is bad is said", Text);
  for (const std::string &Message : Messages)
    holds(saysWhere(Message, "text", Lines), "a message has its line", Message);
  size_t Read = 0;
  List.forEach([&](Suppression &) { ++Read; });
  holds(Read + Bad == entryLines(StringRef(Text.data(), Text.size())),
        "no line is lost", Text);
  match(List, Text);

  std::string Written = lines(List);
  Bad = Again.parse(StringRef(Written.data(), Written.size()), "again",
                    into(Messages));
  holds(Bad == 0, "what was written is read", Written);
  holds(lines(Again) == Written, "and is the same", Written);
  List.clear();
  Again.clear();
  return 0;
}
