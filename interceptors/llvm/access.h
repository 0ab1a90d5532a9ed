// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The loads and stores of a function that may touch DMA memory, as data. What
// cannot be DMA memory (locals whose address stays in the function, constants,
// thread-local variables, other address spaces, loads of variables whose
// address stays in the file) is not collected.

#pragma once

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Instructions.h"

namespace dmasan {

struct Access {
  llvm::Instruction *At = nullptr; // the check goes before it
  llvm::Value *Pointer = nullptr;
  llvm::Value *DynamicSize = nullptr; // set: a range, Size means nothing
  llvm::Value *Mask = nullptr;        // set: lanes of Size / lanes bytes
  uint64_t Size = 0;                  // bytes
  llvm::Align Alignment;
  bool IsStore = false;
};

/// Variables of this file whose address goes nowhere: nobody can map them. They
/// may lie beside mapped memory, so stores to them count.
class UnmappableGlobals {
public:
  /// To be made before instrumentation adds uses.
  explicit UnmappableGlobals(const llvm::Module &M);
  bool contains(const llvm::GlobalVariable *G) const { return Set.contains(G); }

private:
  llvm::DenseSet<const llvm::GlobalVariable *> Set;
};

/// All accesses in the order of the function's instructions.
llvm::SmallVector<Access, 32> collectAccesses(llvm::Function &F,
                                              const UnmappableGlobals &Private);

/// True when the call may hand memory over: other code runs, and the shadow
/// that a check saw before it proves nothing after it.
bool mayHandOver(const llvm::Instruction &I);

} // namespace dmasan
