// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// API models (-fsanitize-dma-model). A file is refused, and every mistake is
// said with its place; or each function that it names is known. The same file
// after itself changes nothing.

#include "interceptors/llvm/model.h"
#include "tests/fuzz/holds.h"

#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <sys/mman.h>
#include <unistd.h>

using namespace dmasan;
using namespace dmasan::fuzz;

namespace {

struct Keep : llvm::DiagnosticHandler {
  explicit Keep(std::vector<std::string> &Messages) : Messages(Messages) {}
  bool handleDiagnostics(const llvm::DiagnosticInfo &Info) override {
    std::string Text;
    llvm::raw_string_ostream Out(Text);
    llvm::DiagnosticPrinterRawOStream Printer(Out);
    Info.print(Printer);
    Messages.push_back(Out.str());
    return true;
  }
  std::vector<std::string> &Messages;
};

} // namespace

/// The names that a model may have, as they stand in the text.
static std::vector<std::string> names(const std::string &Text) {
  std::vector<std::string> Out;
  for (size_t At = 0; (At = Text.find("name: ", At)) != std::string::npos;) {
    At += 6;
    Out.push_back(Text.substr(At, Text.find_first_of(",}\r\n ", At) - At));
  }
  return Out;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  std::string Text(reinterpret_cast<const char *>(Data), Size);
  int File = memfd_create("model", 0);
  holds(File >= 0 && write(File, Data, Size) == ssize_t(Size),
        "there is a file", "");
  std::string Path = "/proc/self/fd/" + std::to_string(File);
  std::vector<std::string> Messages, Twice;
  PluginOptions Options;
  Options.UserModels = {Path};
  llvm::LLVMContext Context;
  llvm::Module M("empty", Context);
  Context.setDiagnosticHandler(std::make_unique<Keep>(Messages));
  ModelSet Once = ModelSet::load(Options, M);
  Context.setDiagnosticHandler(std::make_unique<Keep>(Twice));
  Options.UserModels.push_back(Path);
  ModelSet Again = ModelSet::load(Options, M);
  close(File);

  auto Lines = size_t(std::count(Text.begin(), Text.end(), '\n')) + 1;
  bool Refused = !Messages.empty();
  for (const std::string &Message : Messages) {
    // LLVM's reader has no place for a key that is no scalar.
    bool Placeless = Message.find("<unknown>:0:0: ") != std::string::npos;
    holds(Placeless || saysWhere(Message, "DMA model " + Path, Lines),
          "a message has its line", Message);
  }
  holds(Twice.size() == 2 * Messages.size(), "it is refused each time", Text);
  for (const std::string &Name : names(Text)) {
    const FunctionModel *F = Once.find(Name), *G = Again.find(Name);
    holds(!F || !Refused, "a refused file contributes nothing", Text);
    holds(!F == !G, "what is known is known again", Name);
    holds(!F || (F->Event == G->Event && F->Args == G->Args &&
                 F->Constants == G->Constants && F->Flags == G->Flags),
          "and is the same", Name);
  }
  return 0;
}
