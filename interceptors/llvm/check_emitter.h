// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes the checks into the code: a test of one or two shadow bytes, and a
// cold block that calls the slow path once for each member with its own
// address, size and place in the source.

#pragma once

#include "interceptors/llvm/elision.h"
#include "interceptors/llvm/runtime_abi.h"

namespace dmasan {

class CheckEmitter {
public:
  explicit CheckEmitter(RuntimeAbi &Abi) : Abi(Abi) {}

  void emit(const CheckGroup &Group);
  /// The check of a group whose whole range was scanned before its loop:
  /// `Trapped` is the scan's result, an i1 that dominates the group.
  void emitScanned(const CheckGroup &Group, llvm::Value *Trapped);
  /// Ranges of dynamic size, and vector accesses under a mask.
  void emitSpecial(const Access &A);

private:
  void emitSlow(llvm::Instruction *Cold, const CheckGroup &Group);

  RuntimeAbi &Abi;
};

} // namespace dmasan
