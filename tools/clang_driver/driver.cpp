// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Composition of clang's command line.

#include "tools/clang_driver/driver.h"

#include "dmasan/interface.h"
#include "tools/clang_driver/kernel_mode.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace dmasan;

Installation Installation::find(const char *Argv0) {
  static int Anchor; // getMainExecutable wants an address in the program
  std::string Self = sys::fs::getMainExecutable(Argv0, &Anchor);
  StringRef Prefix = sys::path::parent_path(sys::path::parent_path(Self));
  auto Below = [&](StringRef Path) {
    SmallString<256> Whole(Prefix);
    sys::path::append(Whole, Path);
    return std::string(Whole);
  };
  bool IsCxx = StringRef(Argv0).ends_with("++");
  return {IsCxx ? DMASAN_CLANGXX : DMASAN_CLANG, Below("lib/dmasan"),
          Below("include"), Below("share/dmasan/models")};
}

namespace {

class Composer {
public:
  Composer(const CommandLine &Line, const Installation &Where)
      : Line(Line), Where(Where) {}

  std::vector<std::string> run(bool Sanitize);

private:
  void add(const Twine &Arg) { Command.push_back(Arg.str()); }
  void pluginOption(const Twine &Option) {
    // Not plain -mllvm: an assembler job would get it without the plugin.
    add("-Xclang");
    add("-mllvm");
    add("-Xclang");
    add(Option);
  }
  void addPlugin();
  void addHostedCompile();
  void addRuntime();
  bool dynamic() const { return Line.Kernel || Line.DynamicMapping; }

  const CommandLine &Line;
  const Installation &Where;
  std::vector<std::string> Command;
};

} // namespace

void Composer::addPlugin() {
  std::string Plugin = Where.Lib + "/dmasan_plugin.so";
  add("-fplugin=" + Plugin); // early, so that -mllvm knows our options
  add("-fpass-plugin=" + Plugin);
  pluginOption("-dmasan-model=" + Where.Models + "/linux.yaml");
  if (!dynamic())
    pluginOption("-dmasan-model=" + Where.Models + "/libc.yaml");
  for (const std::string &Model : Line.Models)
    pluginOption("-dmasan-user-model=" + Model);
  for (const std::string &List : Line.IgnoreLists)
    pluginOption("-dmasan-ignorelist=" + List);
  if (Line.Fetches)
    pluginOption("-dmasan-fetches");
  if (Line.Kernel)
    pluginOption("-dmasan-host=kernel");
  else if (Line.DynamicMapping)
    pluginOption("-dmasan-host=freestanding");
  if (dynamic())
    pluginOption("-dmasan-dynamic-mapping");
  else if (Line.Address)
    pluginOption("-dmasan-shadow-offset=" +
                 Twine(DMASAN_SHADOW_OFFSET_WITH_ASAN));
}

void Composer::addHostedCompile() {
  if (Line.StandIn)
    add("-isystem" + Where.Include + "/dmasan/standin");
  add("-isystem" + Where.Include);
  if (dynamic())
    return;
  // Reports show stacks and lines; a tail call would take its caller out of
  // both.
  add("-fno-omit-frame-pointer");
  add("-mno-omit-leaf-frame-pointer");
  add("-fno-optimize-sibling-calls");
  if (!Line.DebugInfo)
    add("-gline-tables-only");
}

void Composer::addRuntime() {
  if (Line.Language) {
    add("-x");
    add("none");
  }
  add("-Wl,--whole-archive");
  add(Where.Lib + "/libdmasan.a");
  add("-Wl,--no-whole-archive");
  add(Where.Lib + "/libdmasan_sim.a");
  add("-Wl,--dynamic-list=" + Where.Lib + "/libdmasan.syms");
  add("-lpthread");
  add("-ldl");
}

std::vector<std::string> Composer::run(bool Sanitize) {
  add(Where.Clang);
  for (const std::string &Arg :
       Line.Kernel ? kernelArgs(Line) : std::vector<std::string>(Line.Args))
    add(Arg);
  // clang has an ignore list's other sections.
  if (Line.OtherRuntime || !Sanitize)
    for (const std::string &List : Line.IgnoreLists)
      add("-fsanitize-ignorelist=" + List);
  if (!Sanitize)
    return std::move(Command);
  if (Line.Compiles) {
    add("-D__SANITIZE_DMA__=1");
    if (!Line.Kernel)
      addHostedCompile();
    if (!Line.Preprocesses)
      addPlugin();
  }
  if (Line.Links && Line.HasInput && !Line.Shared && !dynamic())
    addRuntime();
  return std::move(Command);
}

std::vector<std::string> dmasan::buildCommand(const CommandLine &Line,
                                              const Installation &Where,
                                              bool Sanitize) {
  if (Line.Genksyms)
    return genksymsCommand(Line);
  return Composer(Line, Where)
      .run(Sanitize && !(Line.Kernel && isKernelGlue(Line)));
}
