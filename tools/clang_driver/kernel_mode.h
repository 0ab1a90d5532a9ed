// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clang for the modules of a kernel that was built with GCC: what has to be
// dropped, added or left to GCC so that a module fits the stock kernel. Facts
// from rebuilding 124 in-tree modules of Linux 6.1 against Debian's headers.

#pragma once

#include "tools/clang_driver/command_line.h"

namespace dmasan {

/// The flags with those that only GCC knows removed, and what a GCC-configured
/// kernel lacks for clang (retpolines, silenced warnings) added.
std::vector<std::string> kernelArgs(const CommandLine &Line);

/// Symbol versions are a hash of preprocessed text: GCC has to preprocess, as
/// it did for the kernel. The whole command, program first.
std::vector<std::string> genksymsCommand(const CommandLine &Line);

/// Kbuild compiles some files that are not the driver's code.
bool isKernelGlue(const CommandLine &Line);

} // namespace dmasan
