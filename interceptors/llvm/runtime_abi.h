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

  /// Tells the runtime before `Use` that the value loaded there is used as an
  /// index or a length unchecked (constant mapping).
  void emitUncheckedUse(llvm::Instruction *Use, llvm::LoadInst *Load);

  /// Tests before `Before` whether one of the lines that begin with the
  /// address's has the trap. Returns the end of the cold block where it has.
  /// Lines: 1, 2, 4 or 8.
  llvm::Instruction *emitTest(llvm::Instruction *Before, llvm::Value *Addr,
                              unsigned Lines, bool IsStore);
  /// The same as an i1, constant mapping only.
  llvm::Value *emitTrapped(llvm::IRBuilder<> &B, llvm::Value *Addr,
                           unsigned Lines, bool IsStore);
  static constexpr unsigned kMaxLines = 8;
  /// i32 __dmasan_range_trapped(addr, size, traps), constant mapping only.
  llvm::FunctionCallee rangeTrapped();

  /// Lets the kernel's host find the module's table by the name of a function
  /// (dynamic mapping), when the module has one.
  void emitTableFinder();
  /// Announces the object file to the runtime (constant mapping).
  void emitConstructor();
  /// Asks the runtime's __dmasan_watch_<What>() for what this object needs
  /// watched (constant mapping).
  void emitWatch(llvm::StringRef What);

  llvm::IntegerType *word() const { return Word; }
  bool dynamic() const { return Options.DynamicMapping; }
  /// Second fetches and unchecked values are asked for, and can be told.
  bool watchesFetches() const { return Options.Fetches && !dynamic(); }

private:
  void registerConstructor(llvm::Function *Ctor);
  llvm::GlobalVariable *table();
  llvm::Function *stub(llvm::StringRef Name, llvm::FunctionType *Type,
                       unsigned Member,
                       llvm::ArrayRef<llvm::Value *> Fixed = {});
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
