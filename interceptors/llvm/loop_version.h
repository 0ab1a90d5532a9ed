// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A second copy of a small loop: the first runs without checks when a scan
// before it found nothing, the second has them.
//
// Invariant: prepareLoops() has run before anything refers to the function's
// analyses; it brings loops into the form that versionLoop() needs.

#pragma once

#include "llvm/Transforms/Utils/ValueMapper.h"

namespace llvm {
class AssumptionCache;
class DominatorTree;
class Loop;
class LoopInfo;
class ScalarEvolution;
} // namespace llvm

namespace dmasan {

/// Gives loops a preheader and exits of their own, and their values one way
/// out.
void prepareLoops(llvm::Function &F, llvm::LoopInfo &Loops,
                  llvm::DominatorTree &Tree, llvm::ScalarEvolution &Evolution,
                  llvm::AssumptionCache &Assumptions);

/// Innermost, small enough, and all of it can be copied.
bool canVersion(const llvm::Loop &L);

/// Copies the loop. The branch that enters it goes to the copy when `Copied`
/// holds. `Map` leads from the loop's blocks and values to the copy's. Entry
/// ends the block before the loop and is replaced.
void versionLoop(llvm::Loop &L, llvm::Instruction *Entry, llvm::Value *Copied,
                 llvm::ValueToValueMapTy &Map);

} // namespace dmasan
