// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Accesses that walk through memory in a loop without hand-overs are proved by
// one scan of their whole range before the loop. The scan never reports, since
// the loop may leave early: when it finds a trap, a copy of the loop with
// checks runs. A loop that cannot be copied tests the scan's result before each
// of its checks.

#pragma once

#include "interceptors/llvm/check_emitter.h"

namespace llvm {
class LoopInfo;
class ScalarEvolution;
} // namespace llvm

namespace dmasan {

struct ScanCounts {
  size_t Scanned = 0;   // groups that a scan serves
  size_t Versioned = 0; // loops that were copied
};

/// Emits scans. `Groups` and `Accesses` are what is left to be checked
/// afterwards: the groups that are served are gone, what is in a copied loop is
/// there twice.
ScanCounts scanLoops(llvm::Function &F,
                     llvm::SmallVectorImpl<CheckGroup> &Groups,
                     llvm::SmallVectorImpl<Access> &Accesses,
                     llvm::LoopInfo &Loops, llvm::ScalarEvolution &Evolution,
                     RuntimeAbi &Abi, CheckEmitter &Emitter);

} // namespace dmasan
