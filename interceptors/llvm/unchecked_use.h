// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values that are used as an index or a length with nothing said about their
// size in between. Whether they come from memory that a device writes is known
// only when the program runs, so each such use tells the runtime where its
// value was loaded.
//
// A function at a time, after optimisation: what inlining and promotion of
// locals did not bring together is not seen, which is silent. A comparison of
// the value, or of one computed from it, in front of the use is taken for a
// check, whatever it compares with.

#pragma once

#include "interceptors/llvm/access.h"
#include "interceptors/llvm/runtime_abi.h"
#include "llvm/IR/Dominators.h"

namespace dmasan {

/// Announces the unchecked uses of the function's loads; how many there are.
unsigned announceUncheckedUses(llvm::Function &F,
                               llvm::ArrayRef<Access> Accesses,
                               const llvm::DominatorTree &Tree,
                               RuntimeAbi &Abi);

} // namespace dmasan
