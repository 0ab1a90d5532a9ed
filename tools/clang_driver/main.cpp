// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan-clang, dmasan-clang++: clang with -fsanitize=dma. Everything that is
// not DMASan's is clang's; without the flag it is clang.

#include "tools/clang_driver/driver.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/WithColor.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

using namespace llvm;

struct Flag {
  StringRef Spelling, Help;
};
static constexpr Flag Flags[] = {
#define DMASAN_FLAG(Spelling, Help) {Spelling, Help},
#include "tools/clang_driver/flags.def"
};

static void printHelp() {
  constexpr size_t Margin = 31, Width = 80 - Margin;
  outs() << "dmasan-clang " DMASAN_VERSION ": clang with -fsanitize=dma\n\n";
  for (auto [Spelling, Help] : Flags) {
    outs() << "  " << left_justify(Spelling, Margin - 2);
    while (Help.size() > Width) {
      size_t Space = Help.rfind(' ', Width);
      outs() << Help.take_front(Space) << '\n';
      outs().indent(Margin);
      Help = Help.drop_front(Space + 1);
    }
    outs() << Help << '\n';
  }
  outs() << '\n'
         << "In a kernel module's build (CC=dmasan-clang) the flag is on by "
            "itself, and\nflags of GCC-built kernels are translated. "
            "DMASAN_CC_OFF=1 in the environment\nswitches DMASan off. "
            "Everything else is clang's:\n\n";
}

int main(int Argc, char **Argv) {
  std::optional<dmasan::CommandLine> Line =
      dmasan::parseCommandLine(Argc, Argv);
  if (!Line)
    return 1;
  if (Line->Help)
    printHelp();
  outs().flush();
  const char *Off = std::getenv("DMASAN_CC_OFF");
  bool Sanitize = Line->sanitizes() && !(Off && *Off && *Off != '0');
  if (std::string Reason = dmasan::conflict(*Line);
      Sanitize && !Reason.empty()) {
    if (Line->Sanitize) {
      WithColor::error(errs(), "dmasan-clang") << Reason << "\n";
      return 1;
    }
    Sanitize = false; // nobody asked for it
  }
  std::vector<std::string> Command = dmasan::buildCommand(
      *Line, dmasan::Installation::find(Argv[0]), Sanitize);
  std::vector<char *> Words;
  for (std::string &Word : Command)
    Words.push_back(Word.data());
  Words.push_back(nullptr);
  execvp(Words[0], Words.data());
  WithColor::error(errs(), "dmasan-clang")
      << "cannot run '" << Command[0] << "': " << std::strerror(errno) << "\n";
  return 1;
}
