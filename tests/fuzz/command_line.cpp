// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Command lines of dmasan-clang, an argument a line. clang gets no flag of
// ours, and every other argument in its order; a line without flags of ours is
// read as it is.

#include "tools/clang_driver/command_line.h"
#include "tests/fuzz/holds.h"

using namespace dmasan;
using namespace dmasan::fuzz;

static std::optional<CommandLine> parse(std::vector<std::string> Words) {
  std::vector<char *> Argv = {const_cast<char *>("dmasan-clang")};
  for (std::string &Word : Words)
    Argv.push_back(Word.data());
  return parseCommandLine(int(Argv.size()), Argv.data());
}

static std::string joined(const std::vector<std::string> &Words) {
  std::string Out;
  for (const std::string &Word : Words)
    Out += Word + "\n";
  return Out;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  std::vector<std::string> Words(1);
  for (size_t I = 0; I != Size; ++I)
    if (Data[I] == '\n' || Data[I] == '\0')
      Words.emplace_back();
    else if (Data[I] != '@' || !Words.back().empty()) // no response files
      Words.back() += char(Data[I]);
  std::optional<CommandLine> Line = parse(Words);
  if (!Line)
    return 0;
  holds(Line->Args.size() <= Words.size(), "nothing is added", joined(Words));
  conflict(*Line);
  size_t At = 0;
  for (const std::string &Arg : Line->Args) {
    if (Arg.find("sanitize=") != std::string::npos)
      continue; // may have lost our name
    while (At != Words.size() && Words[At] != Arg)
      ++At;
    holds(At++ != Words.size(), "arguments keep their order", joined(Words));
  }
  std::optional<CommandLine> Again = parse(Line->Args);
  holds(Again && Again->Args == Line->Args, "the rest is clang's",
        joined(Line->Args));
  holds(Again->Compiles == Line->Compiles && Again->Links == Line->Links &&
            Again->HasInput == Line->HasInput && Again->Target == Line->Target,
        "and means the same", joined(Line->Args));
  return 0;
}
