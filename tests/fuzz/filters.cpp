// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Globs and lists of them: options filter, fail_driver, pass_on, fail_map_in.
// The input is three lines: a device, a driver, and the list to the end. What
// the runtime says is what a plain table and a plain split say.

#include "runtime/engine/filter.h"
#include "runtime/engine/pass_on.h"
#include "tests/fuzz/holds.h"

#include <cstring>

using namespace dmasan;
using namespace dmasan::fuzz;

static StringRef view(const std::string &Text) {
  return StringRef(Text.data(), Text.size());
}

/// Fits[G][T]: the glob from G on fits the text from T on.
static bool fitsByTable(const std::string &Glob, const std::string &Text) {
  std::vector<std::vector<char>> Fits(Glob.size() + 1,
                                      std::vector<char>(Text.size() + 1, 0));
  Fits[Glob.size()][Text.size()] = 1;
  for (size_t G = Glob.size(); G-- != 0;)
    for (size_t T = Text.size() + 1; T-- != 0;)
      if (Glob[G] == '*')
        Fits[G][T] = Fits[G + 1][T] || (T < Text.size() && Fits[G][T + 1]);
      else
        Fits[G][T] = T < Text.size() &&
                     (Glob[G] == '?' || Glob[G] == Text[T]) &&
                     Fits[G + 1][T + 1];
  return Fits[0][0];
}

static std::vector<std::string> words(const std::string &List) {
  std::vector<std::string> Out(1);
  for (char C : List)
    if (std::strchr(", \t\r\n", C) && C)
      Out.emplace_back();
    else
      Out.back() += C;
  return Out;
}

static bool wantedByWords(const std::string &List, const std::string &Device,
                          const std::string &Driver) {
  bool Only = false, Among = false;
  for (std::string Word : words(List)) {
    bool Not = !Word.empty() && Word[0] == '!';
    Word.erase(0, Not);
    if (Word.empty())
      continue;
    bool Fits = false;
    for (const std::string &Name : {Device, Driver})
      Fits |= !Name.empty() && fitsByTable(Word, Name);
    if (Not && Fits)
      return false;
    Only |= !Not;
    Among |= !Not && Fits;
  }
  return Among || !Only;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  std::string Text(reinterpret_cast<const char *>(Data), Size), Names[2];
  for (std::string &Name : Names) {
    size_t End = Text.find('\n');
    Name = Text.substr(0, End);
    Text.erase(0, End == std::string::npos ? End : End + 1);
  }
  const auto &[Device, Driver] = Names;
  holds(matchesGlob(view(Text), view(Device)) == fitsByTable(Text, Device),
        "a glob fits as the table says", Text);
  holds(filterWants(view(Text), view(Device), view(Driver)) ==
            wantedByWords(Text, Device, Driver),
        "a filter wants what its words say", Text);

  if (Text.size() >= kOptionTextLength)
    return 0;
  std::strcpy(detail::CurrentOptions.pass_on, Text.c_str());
  std::string Function = Device.substr(0, Device.find('.'));
  for (const std::string &Word : words(Text.c_str()))
    if (!Function.empty() && !Word.empty() && fitsByTable(Word, Function))
      holds(passesOn(view(Device)), "a word of pass_on passes on", Word);
  return 0;
}
