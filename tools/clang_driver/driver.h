// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a command line to the command that is run instead.

#pragma once

#include "tools/clang_driver/command_line.h"

namespace dmasan {

/// Where things are, relative to the program itself, so that a build tree and
/// an installation work alike.
struct Installation {
  std::string Clang;   // the compiler to run
  std::string Lib;     // plugin and archives
  std::string Include; // public headers, stand-in headers below dmasan/
  std::string Models;

  static Installation find(const char *Argv0);
};

/// The command, program first. Without `Sanitize` it only translates what a
/// kernel build needs.
std::vector<std::string> buildCommand(const CommandLine &Line,
                                      const Installation &Where, bool Sanitize);

} // namespace dmasan
