// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which functions of a module the models describe, and whether they fit.

#include "interceptors/llvm/model.h"

#include "interceptors/llvm/model_file.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace dmasan;

/// Whether the function is what a model of a library means.
static bool isLibrary(const Function *F, const FunctionModel &Model) {
  return F && F->isDeclaration() && prototypeMismatch(Model, *F).empty();
}

ModelSet ModelSet::load(const PluginOptions &Options, Module &M) {
  ModelSet Set;
  auto Read = [&](const std::string &Path, bool FromUser) {
    std::vector<std::string> Mistakes;
    ModelFile File = readModelFile(Path, Options.Target, Mistakes);
    for (const std::string &Mistake : Mistakes)
      M.getContext().emitError("DMA model " + Mistake);
    for (FunctionModel &Model : File.Functions) {
      Model.FromUser = FromUser;
      if (!File.External || isLibrary(M.getFunction(Model.Name), Model))
        Set.Functions[Model.Name] = std::move(Model);
    }
  };
  for (const std::string &Path : Options.Models)
    Read(Path, false);
  for (const std::string &Path : Options.UserModels)
    Read(Path, true);
  return Set;
}

/// C++ mangles functions with internal linkage even inside extern "C", and the
/// kernel's headers are full of static inline ones: _ZL<length><name><types>.
static StringRef sourceName(StringRef Name) {
  StringRef Rest = Name;
  size_t Length = 0;
  if (Rest.consume_front("_ZL") && !Rest.consumeInteger(10, Length) &&
      Length <= Rest.size())
    return Rest.take_front(Length);
  return Name;
}

const FunctionModel *ModelSet::find(StringRef Name) const {
  auto It = Functions.find(sourceName(Name));
  return It == Functions.end() ? nullptr : &It->second;
}

/// Roles whose member of struct dmasan_call is a pointer.
static bool holdsPointer(Role R) {
  switch (R) {
  case Role::DEVICE:
  case Role::CPU:
  case Role::PAGE:
  case Role::OBJECT:
  case Role::SG_TABLE:
  case Role::DMA_POINTER:
    return true;
  default:
    return false;
  }
}

std::string dmasan::prototypeMismatch(const FunctionModel &Model,
                                      const Function &F) {
  const FunctionType *Type = F.getFunctionType();
  for (auto [R, Index] : Model.Args) {
    if (Index >= Type->getNumParams())
      return ("argument " + Twine(Index) +
              " does not exist: the function has " +
              Twine(Type->getNumParams()))
          .str();
    const llvm::Type *Arg = Type->getParamType(Index);
    // A CPU address may travel as an integer (unsigned long in many HALs).
    bool Fits =
        holdsPointer(R)
            ? Arg->isPointerTy() || (R == Role::CPU && Arg->isIntegerTy())
            : Arg->isIntegerTy() || (R == Role::END && Arg->isPointerTy());
    if (!Fits)
      return ("argument " + Twine(Index) + " is " +
              (holdsPointer(R) ? "no pointer" : "no integer"))
          .str();
  }
  if (Model.Returns && Type->getReturnType()->isVoidTy())
    return "the function returns nothing";
  return {};
}
