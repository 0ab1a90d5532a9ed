// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A clang command line, read as far as DMASan has to understand it. DMASan's
// own flags are taken out, everything else keeps its order. Arguments stay
// separate strings from argv to execv; nothing is joined or split.

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace dmasan {

struct CommandLine {
  std::vector<std::string> Args; // for clang, without DMASan's own

  std::optional<bool> Sanitize; // -f[no-]sanitize=dma, the last one wins
  bool Fuzzer = false;          // a fuzzer's program, or part of one
  bool OtherRuntime = false;    // another sanitizer brings its runtime
  bool Address = false;         // ASan: its shadow is in the way of ours
  std::string SharedRuntime;    // the flag that asks for it as a library
  std::string Incompatible;     // a sanitizer that owns all of memory
  std::vector<std::string> Models;
  std::vector<std::string> IgnoreLists;
  bool DynamicMapping = false;
  bool Fetches = false; // every load is looked at
  bool StandIn = true;
  bool Help = false;

  bool Compiles = false;     // there is a C or C++ input
  bool Links = true;         // no -c, -S, -E, ...
  bool Preprocesses = false; // only -E, -M, -MM, -fsyntax-only
  bool Shared = false;       // -shared or -r: no runtime in there
  bool HasInput = false;
  bool DebugInfo = false;
  bool Kernel = false;       // -D__KERNEL__
  bool KernelModule = false; // -DMODULE
  bool Genksyms = false;     // -D__GENKSYMS__
  bool Language = false;     // -x is in effect at the end
  std::string Target;        // --target=, -m32; empty: the host

  /// A module of a kernel is instrumented unless it says no: the flag would
  /// have to find its way through Kbuild otherwise. A fuzzer without a
  /// sanitizer finds next to nothing.
  bool sanitizes() const {
    return Sanitize.value_or((Kernel && KernelModule) || Fuzzer);
  }
};

/// Reads argv after expansion of response files. An empty optional means an
/// error, which has been printed.
std::optional<CommandLine> parseCommandLine(int Argc, char **Argv);

/// Why -fsanitize=dma cannot be had with the rest of the line; empty if it can.
std::string conflict(const CommandLine &Line);

} // namespace dmasan
