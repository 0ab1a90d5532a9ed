// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// DMASAN_OPTIONS and the parameters of dmasan.ko. What is refused is said with
// its line; what is accepted is within its limits; the options in force,
// written as entries, are read as the same options.

#include "tests/fuzz/holds.h"

#include <algorithm>
#include <cstring>

using namespace dmasan;
using namespace dmasan::fuzz;

static void checkLimits(const Options &O, const std::string &Text) {
  for (const OptionInfo &Info : kOptions) {
    const char *Member = reinterpret_cast<const char *>(&O) + Info.Position;
    uint32_t Number = 0;
    if (Info.Type == OptionType::Int) {
      std::memcpy(&Number, Member, sizeof(Number));
      holds(Number >= Info.Min && Number <= Info.Max, Info.Name, Text);
    } else if (Info.Type == OptionType::String) {
      holds(strnlen(Member, kOptionTextLength) < kOptionTextLength, Info.Name,
            Text);
    }
  }
}

static std::string entries(const Options &O) {
  return written([&](TextBuffer &Out) {
    for (const OptionInfo &Info : kOptions) {
      Out << Info.Name << '=';
      writeOptionValue(Out, Info.Name, O);
      Out << '\n';
    }
  });
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  std::string Text(reinterpret_cast<const char *>(Data), Size);
  Text = Text.c_str();
  std::vector<std::string> Messages;
  Options O, Again;
  unsigned Bad = parseOptions(Text.c_str(), "text", into(Messages), O);
  holds(Messages.size() <= Bad, "no message without a bad entry", Text);
  holds((Bad == 0) == Messages.empty(), "what is bad is said", Text);
  auto Lines = size_t(std::count(Text.begin(), Text.end(), '\n')) + 1;
  for (const std::string &Message : Messages)
    holds(saysWhere(Message, "text", Lines), "a message has its line", Message);
  checkLimits(O, Text);

  std::string Entries = entries(O);
  Messages.clear();
  Bad = parseOptions(Entries.c_str(), "entries", into(Messages), Again);
  holds(Bad == 0, "what was written is read", Entries);
  holds(entries(Again) == Entries, "and is the same", Entries);
  std::string Help = written(
      [&](TextBuffer &Out) { writeOptionHelp(Out, O, OptionHosts::Hosted); });
  holds(Help.find("cache_line=") != std::string::npos, "help lists all", Help);
  return 0;
}
