// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Accesses that walk through memory in a loop without hand-overs are proved by
// one scan of their whole range before the loop. The scan never reports, since
// the loop may leave early: when it finds a trap, the checks in the loop run.

#pragma once

#include "interceptors/llvm/check_emitter.h"

namespace llvm {
class LoopInfo;
class ScalarEvolution;
} // namespace llvm

namespace dmasan {

/// Emits scans and the reduced checks for the groups they serve, and removes
/// those from `Groups`. Returns how many.
size_t scanLoops(llvm::Function &F, llvm::SmallVectorImpl<CheckGroup> &Groups,
                 llvm::LoopInfo &Loops, llvm::ScalarEvolution &Evolution,
                 RuntimeAbi &Abi, CheckEmitter &Emitter);

} // namespace dmasan
