// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What instrumented code calls, declared in the module being compiled. Two
// shapes behind one interface:
//   constant mapping   calls go straight to the runtime's functions;
//   dynamic mapping    calls go to small internal stubs that look into the
//                      module's own __dmasan_table, so that the object needs
//                      no symbol of DMASan.
// One object lives for one run over one module.

#pragma once

#include "interceptors/llvm/plugin_options.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace dmasan {

class RuntimeAbi {
public:
  RuntimeAbi(llvm::Module &M, const PluginOptions &Options)
      : M(M), Options(Options), C(M.getContext()),
        Word(M.getDataLayout().getIntPtrType(C)) {}

  /// struct dmasan_call, member by member.
  llvm::StructType *callType();
  /// void (ptr call): hands an API call to the runtime.
  llvm::FunctionCallee callEvent();

  /// Calls the slow path for one access of `Size` bytes at `Addr`.
  void emitSlowAccess(llvm::IRBuilder<> &B, llvm::Value *Addr, uint64_t Size,
                      bool IsStore);
  /// Calls the check of a range whose size is known at run time only.
  void emitRange(llvm::IRBuilder<> &B, llvm::Value *Addr, llvm::Value *Size,
                 bool IsStore);

  /// The OR of the shadow bytes of the given addresses, as i8, inserted before
  /// `Before`. With a dynamic mapping the block is split for the range test.
  llvm::Value *emitShadow(llvm::Instruction *Before,
                          llvm::ArrayRef<llvm::Value *> Addresses);
  /// i32 __dmasan_range_trapped(addr, size, traps), constant mapping only.
  llvm::FunctionCallee rangeTrapped();

  /// Announces the object file to the runtime (constant mapping).
  void emitConstructor();

  llvm::IntegerType *word() const { return Word; }
  bool dynamic() const { return Options.DynamicMapping; }

private:
  llvm::GlobalVariable *table();
  llvm::Function *stub(llvm::StringRef Name, llvm::FunctionType *Type,
                       unsigned Member);
  llvm::Value *tableMember(llvm::IRBuilder<> &B, unsigned Member,
                           llvm::Type *Type);

  llvm::Module &M;
  const PluginOptions &Options;
  llvm::LLVMContext &C;
  llvm::IntegerType *Word;
  llvm::StructType *CallType = nullptr;
  llvm::GlobalVariable *Table = nullptr;
};

/// Marks an instruction that DMASan itself inserted: it is not instrumented.
void markOwn(llvm::Instruction *I);
/// True for DMASan's own instructions and those of modelled functions' bodies.
bool isOwn(const llvm::Instruction &I);

} // namespace dmasan
