// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan <subcommand>: reads the command line and calls the subcommand.

#include "tools/dmasan/subcommands.h"

using namespace llvm;
using namespace dmasan::tool;

static constexpr const char kExitStatus[] =
    "\nexit status: 0 nothing found, 1 findings or failure, 2 wrong usage or "
    "input\n";

static void printVersion(raw_ostream &Out) {
  Out << "dmasan " DMASAN_VERSION << '\n';
}

int main(int Argc, char **Argv) {
  // Only our own: libLLVM brings hundreds of options along. The calls also
  // register the subcommands, whose objects live in functions.
#define DMASAN_SUBCOMMAND(Id, Name, Summary)                                   \
  cl::HideUnrelatedOptions(cl::getGeneralCategory(), command##Id());
#include "tools/dmasan/subcommands.def"
  static cl::OptionCategory None("DMASan");
  cl::HideUnrelatedOptions(None);
  cl::SetVersionPrinter(printVersion);

  if (!cl::ParseCommandLineOptions(
          Argc, Argv, std::string(kOverview) + kExitStatus, &errs()))
    return kExitUsage;
#define DMASAN_SUBCOMMAND(Id, Name, Summary)                                   \
  if (command##Id())                                                           \
    return run##Id();
#include "tools/dmasan/subcommands.def"
  return usageError("which subcommand? `dmasan --help` lists them");
}
