// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan kmod build: runs a kernel's own build for a folder of modules, with
// dmasan-clang as the compiler, and looks whether the result is instrumented.
//
// Failure: what make says goes through, and a folder without modules, or with
// modules that another compiler built, is an error.

#include "tools/dmasan/guest_machine.h"
#include "tools/dmasan/subcommands.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <set>
#include <thread>

using namespace llvm;

namespace dmasan::tool {

namespace {

cl::list<std::string> Words(cl::Positional, cl::OneOrMore,
                            cl::desc("build DIR [VARIABLE=VALUE ...]"),
                            cl::sub(commandKmod()));
cl::opt<std::string> Arch("arch", cl::desc("as of dmasan vm"),
                          cl::value_desc("name"), cl::sub(commandKmod()));
cl::opt<std::string> Release(
    "kernel",
    cl::desc("kernel version to build for: the running one, else the newest "
             "with headers"),
    cl::value_desc("version"), cl::sub(commandKmod()));
cl::opt<std::string>
    Headers("headers",
            cl::desc("its headers or build tree: /lib/modules/VERSION/build"),
            cl::value_desc("folder"), cl::sub(commandKmod()));
cl::opt<unsigned> Jobs("j", cl::desc("jobs of make: one a CPU"),
                       cl::value_desc("number"), cl::sub(commandKmod()));
cl::opt<bool> Quiet("quiet", cl::desc("print no line for each file"),
                    cl::sub(commandKmod()));

/// Every module below the folder, sorted.
std::set<std::string> modulesBelow(StringRef Folder) {
  std::set<std::string> Found;
  std::error_code Code;
  for (sys::fs::recursive_directory_iterator It(Folder, Code), End;
       It != End && !Code; It.increment(Code))
    if (sys::path::extension(It->path()) == ".ko")
      Found.insert(It->path());
  return Found;
}

/// The table through which instrumented code finds the runtime is there.
Expected<bool> isInstrumented(StringRef Path) {
  auto File = object::ObjectFile::createObjectFile(Path);
  if (!File)
    return joinErrors(createStringError(Path + ": not a module"),
                      File.takeError());
  for (const object::SectionRef &Section : File->getBinary()->sections())
    if (Expected<StringRef> Name = Section.getName())
      if (*Name == ".dmasan_table")
        return true;
  return false;
}

int look(StringRef Folder) {
  std::set<std::string> Modules = modulesBelow(Folder);
  if (Modules.empty())
    return usageError(Folder + ": make built no module there: no obj-m?");
  bool AllInstrumented = true;
  for (const std::string &Module : Modules) {
    Expected<bool> Instrumented = isInstrumented(Module);
    if (!Instrumented)
      return usageError(toString(Instrumented.takeError()));
    outs() << Module << ": "
           << (*Instrumented ? "instrumented" : "NOT instrumented") << '\n';
    AllInstrumented &= *Instrumented;
  }
  if (AllInstrumented)
    return kExitClean;
  outs().flush();
  WithColor::error(errs(), "dmasan")
      << "a module was built by another compiler, or touches no memory: "
         "remove its objects (make clean), and what sets CC in its Makefile\n";
  return kExitFindings;
}

int build(StringRef Folder, ArrayRef<std::string> Variables) {
  if (!sys::fs::is_directory(Folder))
    return usageError(Folder + ": not a folder");
  if (!sys::fs::exists(Folder + "/Makefile") &&
      !sys::fs::exists(Folder + "/Kbuild"))
    return usageError(Folder + ": no Makefile and no Kbuild");
  const GuestMachine *Machine =
      Arch.empty() ? GuestMachine::native() : GuestMachine::find(Arch);
  if (!Machine)
    return usageError("--arch: amd64 or arm64");
  std::string Root = Machine->root();
  if (Release.empty() && Headers.empty())
    Release = installedKernel(Root, "/lib/modules/%s/build");
  if (Headers.empty())
    Headers = Root + "/lib/modules/" + Release + "/build";
  if (!sys::fs::exists(Headers + "/Makefile"))
    return usageError(
        "no kernel headers in " + Headers +
        (Root.empty()
             ? ": install linux-headers-" +
                   (Release.empty() ? "VERSION" : Release.getValue())
             : "; tools/" + Machine->Name.str() + "_kernel gets some"));
  ErrorOr<std::string> Make = sys::findProgramByName("make");
  if (!Make)
    return usageError("make is needed");
  SmallString<256> Whole(Folder);
  if (std::error_code Code = sys::fs::make_absolute(Whole))
    return usageError(Folder + ": " + Code.message());
  std::string Bin =
      sys::path::parent_path(sys::fs::getMainExecutable(nullptr, nullptr))
          .str();
  unsigned Parallel = Jobs ? Jobs : std::thread::hardware_concurrency();
  std::vector<std::string> Command = {
      *Make,
      "-j" + std::to_string(Parallel ? Parallel : 1),
      "-C",
      Headers,
      "M=" + std::string(Whole),
      "CC=" + Bin + "/dmasan-clang"};
  for (StringRef Word : split(Machine->Kbuild, ' '))
    Command.push_back(Word.str());
  if (Quiet)
    Command.push_back("-s");
  Command.insert(Command.end(), Variables.begin(), Variables.end());
  Command.push_back("modules");
  std::string Message;
  std::vector<StringRef> Arguments(Command.begin(), Command.end());
  int Exit =
      sys::ExecuteAndWait(*Make, Arguments, std::nullopt, {}, 0, 0, &Message);
  if (Exit != 0) {
    WithColor::error(errs(), "dmasan")
        << "make ended with status " << Exit << (Message.empty() ? "" : ": ")
        << Message << '\n';
    return kExitFindings;
  }
  return look(Folder);
}

} // namespace

int runKmod() {
  if (Words[0] != "build")
    return usageError("kmod: no action '" + Words[0] + "'; there is build");
  if (Words.size() < 2)
    return usageError("kmod build: which folder?");
  ArrayRef<std::string> Variables = ArrayRef<std::string>(Words).drop_front(2);
  for (const std::string &Variable : Variables)
    if (Variable.find('=') == std::string::npos)
      return usageError("kmod build: '" + Variable +
                        "' is no VARIABLE=VALUE for make");
  return build(Words[1], Variables);
}

} // namespace dmasan::tool
