// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What main() and the files of the subcommands share. A subcommand is a row of
// subcommands.def and a function run<Id>(), which returns an exit status:
// kExitClean, kExitFindings or kExitUsage. Its options are static cl::opt
// objects with cl::sub(command<Id>()).

#pragma once

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

namespace dmasan::tool {

enum ExitStatus : int {
  kExitClean = 0,
  kExitFindings = 1, // or the command could not do its work
  kExitUsage = 2,    // the command line or an input file is wrong
};

// A function, not a variable: options in other files need it while static
// objects are still being constructed.
#define DMASAN_SUBCOMMAND(Id, Name, Summary)                                   \
  inline llvm::cl::SubCommand &command##Id() {                                 \
    static llvm::cl::SubCommand Command(Name, Summary);                        \
    return Command;                                                            \
  }                                                                            \
  int run##Id();
#include "tools/dmasan/subcommands.def"

/// What the program is, for --help and the manual page.
inline constexpr const char kOverview[] =
    "DMASan finds misuse of DMA interfaces. Programs are built with\n"
    "dmasan-clang -fsanitize=dma; this program reads, explains and drives.\n";

/// "error: Message" on standard error; returns kExitUsage.
inline int usageError(const llvm::Twine &Message) {
  llvm::WithColor::error(llvm::errs(), "dmasan") << Message << '\n';
  return kExitUsage;
}

} // namespace dmasan::tool
