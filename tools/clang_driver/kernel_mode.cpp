// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Translation of kernel builds.

#include "tools/clang_driver/kernel_mode.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Program.h"

using namespace llvm;
using namespace dmasan;

static bool isArm64(const CommandLine &Line) {
  return StringRef(Line.Target).starts_with("aarch64");
}

std::vector<std::string> dmasan::kernelArgs(const CommandLine &Line) {
  static constexpr StringRef GccOnly[] = {"-fconserve-stack", "-mrecord-mcount",
                                          "-fno-allow-store-data-races"};
  std::vector<std::string> Args;
  for (const std::string &Arg : Line.Args)
    if (!is_contained(GccOnly, StringRef(Arg)))
      Args.push_back(Arg);
  // The configuration says GCC, so Kbuild found no way to ask for retpolines.
  if (!Line.Links && !Line.Preprocesses && !isArm64(Line))
    Args.push_back("-mretpoline-external-thunk");
  // A tail call takes the frame that a report names off the stack.
  if (!Line.Links && !Line.Preprocesses)
    Args.push_back("-fno-optimize-sibling-calls");
  for (const char *Warning :
       {"-Wno-unknown-warning-option", "-Wno-gnu",
        "-Wno-unused-but-set-variable", "-Wno-format",
        "-Wno-address-of-packed-member", "-Wno-unaligned-access"})
    Args.push_back(Warning);
  return Args;
}

std::vector<std::string> dmasan::genksymsCommand(const CommandLine &Line) {
  StringRef Versioned = isArm64(Line) ? "aarch64-linux-gnu-gcc-12" : "gcc-12";
  StringRef Plain = isArm64(Line) ? "aarch64-linux-gnu-gcc" : "gcc";
  std::vector<std::string> Command{
      (sys::findProgramByName(Versioned) ? Versioned : Plain).str()};
  for (StringRef Arg : Line.Args) {
    bool IsWarning = Arg.starts_with("-W") && !Arg.starts_with("-Wp");
    if (IsWarning || Arg.starts_with("--target=") || Arg.starts_with("-f") ||
        Arg.starts_with("-Q") || Arg.starts_with("-mstack-alignment") ||
        Arg.starts_with("-mretpoline"))
      continue;
    Command.push_back(Arg.str());
  }
  for (const char *Arg : {"-fno-pie", "-fshort-wchar", "-O2"})
    Command.push_back(Arg);
  return Command;
}

bool dmasan::isKernelGlue(const CommandLine &Line) {
  return any_of(Line.Args, [](StringRef Arg) {
    return Arg.ends_with(".mod.c") || Arg.ends_with(".S") ||
           Arg == "-D__ASSEMBLY__";
  });
}
