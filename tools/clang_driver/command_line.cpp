// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading of the command line.

#include "tools/clang_driver/command_line.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;
using namespace dmasan;

namespace {

class Reader {
public:
  explicit Reader(ArrayRef<const char *> Words) : Words(Words) {}
  std::optional<CommandLine> run();

private:
  bool ownFlag(StringRef Word);
  void sanitizers(StringRef List, bool On);
  void observe(StringRef Word);
  void language(StringRef Name);
  bool takeFile(StringRef Path, std::vector<std::string> &Files,
                StringRef What);
  bool fail(const Twine &Text);

  ArrayRef<const char *> Words;
  CommandLine Line;
  bool NextIsValue = false;    // the word is the value of the flag before it
  bool SourceLanguage = false; // after -x c, c++, ...
  bool Failed = false;
};

/// Flags of clang whose value is the next word and could look like an input.
bool takesValue(StringRef Word) {
  return StringSwitch<bool>(Word)
      .Cases("-o", "-I", "-D", "-U", "-x", "-include", "-isystem", true)
      .Cases("-idirafter", "-iquote", "-imacros", "-MF", "-MT", "-MQ", true)
      .Cases("-L", "-l", "-T", "-u", "-z", "-Xclang", "-Xlinker", true)
      .Cases("-Xassembler", "-Xpreprocessor", "-mllvm", "-arch", true)
      .Cases("-target", "--param", "-framework", "-isysroot", true)
      .Default(false);
}

bool isSource(StringRef Path) {
  return StringSwitch<bool>(sys::path::extension(Path))
      .Cases(".c", ".cc", ".cp", ".cpp", ".cxx", ".c++", ".C", ".i", ".ii",
             true)
      .Cases(".ll", ".bc", true)
      .Default(false);
}

bool bringsRuntime(StringRef Sanitizer) {
  return StringSwitch<bool>(Sanitizer)
      .Cases("address", "thread", "memory", "undefined", "leak", "hwaddress",
             true)
      .Default(false);
}

} // namespace

bool Reader::fail(const Twine &Text) {
  WithColor::error(errs(), "dmasan-clang") << Text << "\n";
  Failed = true;
  return true;
}

bool Reader::takeFile(StringRef Path, std::vector<std::string> &Files,
                      StringRef What) {
  if (!sys::fs::exists(Path))
    return fail(What + ": no such file: '" + Path + "'");
  Files.push_back(Path.str());
  return true;
}

void Reader::sanitizers(StringRef List, bool On) {
  SmallVector<StringRef, 4> Names;
  std::string Rest;
  List.split(Names, ',', -1, /*KeepEmpty=*/false);
  for (StringRef Name : Names) {
    if (Name == "dma") {
      Line.Sanitize = On;
      continue;
    }
    if (!On && Name == "all")
      Line.Sanitize = false;
    if (bringsRuntime(Name))
      Line.OtherRuntime = On;
    if (Name == "address")
      Line.Address = On;
    if (Name == "fuzzer" || Name == "fuzzer-no-link")
      Line.Fuzzer = On;
    if (Name == "thread" || Name == "memory" || Name == "hwaddress") {
      if (On)
        Line.Incompatible = Name.str();
      else if (Line.Incompatible == Name)
        Line.Incompatible.clear();
    }
    Rest += (Rest.empty() ? "" : ",") + Name.str();
  }
  if (!Rest.empty())
    Line.Args.push_back((On ? "-fsanitize=" : "-fno-sanitize=") + Rest);
}

/// Takes DMASan's own flags and those that it shares with clang.
bool Reader::ownFlag(StringRef Word) {
  if (Word.consume_front("-fsanitize="))
    return sanitizers(Word, true), true;
  if (Word.consume_front("-fno-sanitize="))
    return sanitizers(Word, false), true;
  if (Word.consume_front("-fsanitize-dma-model="))
    return takeFile(Word, Line.Models, "-fsanitize-dma-model");
  if (Word.consume_front("-fsanitize-ignorelist="))
    return takeFile(Word, Line.IgnoreLists, "-fsanitize-ignorelist");
  if (Word.consume_front("-fsanitize-dma-mapping=")) {
    if (Word != "constant" && Word != "dynamic")
      return fail("-fsanitize-dma-mapping: '" + Word +
                  "' is neither 'constant' nor 'dynamic'");
    Line.DynamicMapping = Word == "dynamic";
    return true;
  }
  if (Word == "-fsanitize-dma-fetches" || Word == "-fno-sanitize-dma-fetches")
    return Line.Fetches = Word[2] != 'n', true;
  if (Word == "-fsanitize-dma-standin" || Word == "-fno-sanitize-dma-standin")
    return Line.StandIn = Word[2] != 'n', true;
  if (Word.starts_with("-fsanitize-dma") ||
      Word.starts_with("-fno-sanitize-dma"))
    return fail("unknown flag '" + Word + "'; --help lists DMASan's flags");
  if (Word == "--help")
    Line.Help = true;
  return false;
}

void Reader::language(StringRef Name) {
  SourceLanguage = Name.starts_with("c");
  Line.Language = Name != "none";
}

/// Notes what kind of command this is.
void Reader::observe(StringRef Word) {
  if (Word == "-c" || Word == "-S" || Word == "-emit-ast")
    Line.Links = false;
  else if (Word == "-E" || Word == "-M" || Word == "-MM" ||
           Word == "-fsyntax-only")
    Line.Links = false, Line.Preprocesses = true;
  else if (Word == "-shared" || Word == "-r" || Word == "-Wl,-r")
    Line.Shared = true;
  else if (Word == "-shared-libsan" || Word == "-shared-libasan")
    Line.SharedRuntime = Word.str();
  else if (Word == "-static-libsan")
    Line.SharedRuntime.clear();
  else if (Word.starts_with("-g"))
    Line.DebugInfo = true;
  else if (Word == "-D__KERNEL__")
    Line.Kernel = true;
  else if (Word == "-DMODULE")
    Line.KernelModule = true;
  else if (Word == "-D__GENKSYMS__")
    Line.Genksyms = true;
  else if (Word.starts_with("--target="))
    Line.Target = Word.substr(9).str();
  else if (Word == "-m32" || Word == "-mx32")
    Line.Target = Word == "-m32" ? "i386" : "x32";
  else if (Word.starts_with("-x") && Word.size() > 2)
    language(Word.substr(2));
  if (Word == "-" || !Word.starts_with("-")) {
    Line.HasInput = true;
    if (SourceLanguage || isSource(Word))
      Line.Compiles = true;
  }
}

std::optional<CommandLine> Reader::run() {
  StringRef Flag;
  for (StringRef Word : Words) {
    if (NextIsValue) {
      NextIsValue = false;
      if (Flag == "-x")
        language(Word);
      if (Flag == "-target")
        Line.Target = Word.str();
      if (Flag == "-D" && Word == "__KERNEL__")
        Line.Kernel = true;
      Line.Args.push_back(Word.str());
      continue;
    }
    if (ownFlag(Word))
      continue;
    observe(Word);
    NextIsValue = takesValue(Word);
    Flag = Word;
    Line.Args.push_back(Word.str());
  }
  if (Failed)
    return std::nullopt;
  return std::move(Line);
}

std::optional<CommandLine> dmasan::parseCommandLine(int Argc, char **Argv) {
  SmallVector<const char *, 64> Words(Argv + 1, Argv + Argc);
  BumpPtrAllocator Memory;
  cl::ExpansionContext Expansion(Memory, cl::TokenizeGNUCommandLine);
  if (Error Failure = Expansion.expandResponseFiles(Words)) {
    WithColor::error(errs(), "dmasan-clang")
        << toString(std::move(Failure)) << "\n";
    return std::nullopt;
  }
  return Reader(Words).run();
}

std::string dmasan::conflict(const CommandLine &Line) {
  if (Line.Kernel || Line.DynamicMapping)
    return "";
  if (!Line.Incompatible.empty())
    return "invalid argument '-fsanitize=dma' not allowed with '-fsanitize=" +
           Line.Incompatible + "'";
  // In the program, DMASan's malloc would come before that of the library,
  // which has to be the first.
  if (Line.Address && !Line.SharedRuntime.empty())
    return "invalid argument '" + Line.SharedRuntime +
           "' not allowed with '-fsanitize=dma,address'; ASan's runtime has to "
           "be linked statically";
  if (!Line.Target.empty() && !StringRef(Line.Target).starts_with("x86_64"))
    return "unsupported option '-fsanitize=dma' for target '" + Line.Target +
           "'; -fsanitize-dma-mapping=dynamic serves every target";
  return "";
}
