// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan-clang, dmasan-clang++: clang with -fsanitize=dma. Everything that is
// not DMASan's is clang's; without the flag it is clang.

#include "tools/clang_driver/driver.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/WithColor.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

using namespace llvm;

static const char HelpText[] =
    R"(dmasan-clang )" DMASAN_VERSION R"(: clang with -fsanitize=dma

  -fsanitize=dma               check DMA API calls, loads and stores; may stand
                               in a list with address, undefined, ...
  -fno-sanitize=dma            do not (the last of the two wins)
  -fsanitize-dma-model=FILE    describe another DMA API; may be repeated
  -fsanitize-ignorelist=FILE   leave out functions and files, section [dma]
  -fsanitize-dma-mapping=KIND  constant (a Linux process, the default) or
                               dynamic (boot loaders, RTOSes)
  -fno-sanitize-dma-standin    do not offer the stand-in Linux headers

In a kernel module's build (CC=dmasan-clang) the flag is on by itself, and
flags of GCC-built kernels are translated. DMASAN_CC_OFF=1 in the environment
switches DMASan off. Everything else is clang's:

)";

int main(int Argc, char **Argv) {
  std::optional<dmasan::CommandLine> Line =
      dmasan::parseCommandLine(Argc, Argv);
  if (!Line)
    return 1;
  if (Line->Help)
    outs() << HelpText;
  outs().flush();
  const char *Off = std::getenv("DMASAN_CC_OFF");
  bool Sanitize = Line->sanitizes() && !(Off && *Off && *Off != '0');
  if (std::string Reason = dmasan::conflict(*Line);
      Sanitize && !Reason.empty()) {
    WithColor::error(errs(), "dmasan-clang") << Reason << "\n";
    return 1;
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
