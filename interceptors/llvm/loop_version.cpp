// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copying of loops.

#include "interceptors/llvm/loop_version.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;

// Larger bodies gain less from a copy than it costs in code.
constexpr size_t kMaxInstructions = 200;

void dmasan::prepareLoops(Function &F, LoopInfo &Loops, DominatorTree &Tree,
                          ScalarEvolution &Evolution,
                          AssumptionCache &Assumptions) {
  if (F.hasOptNone() || F.hasOptSize())
    return;
  for (Loop *L : Loops.getLoopsInPreorder()) {
    if (!L->isInnermost())
      continue;
    simplifyLoop(L, &Tree, &Loops, &Evolution, &Assumptions, nullptr,
                 /*PreserveLCSSA=*/false);
    formLCSSA(*L, Tree, &Loops, &Evolution);
  }
}

bool dmasan::canVersion(const Loop &L) {
  const Function &F = *L.getHeader()->getParent();
  if (F.hasOptNone() || F.hasOptSize() || !L.isInnermost() ||
      !L.isLoopSimplifyForm() || !L.isSafeToClone())
    return false;
  SmallVector<BasicBlock *, 8> Exits;
  L.getExitBlocks(Exits);
  if (any_of(Exits, [](BasicBlock *Exit) { return Exit->isEHPad(); }))
    return false;
  size_t Size = 0;
  for (const BasicBlock *Block : L.blocks())
    Size += Block->size();
  return Size <= kMaxInstructions;
}

/// The exits' values come from the copy, too.
static void joinExits(const Loop &L, const ValueToValueMapTy &Map) {
  auto Copied = [&](Value *V) {
    Value *Copy = Map.lookup(V);
    return Copy ? Copy : V;
  };
  SmallVector<BasicBlock *, 8> Exits;
  L.getUniqueExitBlocks(Exits);
  for (BasicBlock *Exit : Exits)
    for (PHINode &Phi : Exit->phis())
      for (unsigned I = 0, End = Phi.getNumIncomingValues(); I != End; ++I)
        if (BasicBlock *From = Phi.getIncomingBlock(I); L.contains(From))
          Phi.addIncoming(Copied(Phi.getIncomingValue(I)),
                          cast<BasicBlock>(Copied(From)));
}

void dmasan::versionLoop(Loop &L, Instruction *Entry, Value *Copied,
                         ValueToValueMapTy &Map) {
  BasicBlock *Header = L.getHeader();
  SmallVector<BasicBlock *, 8> Copies;
  for (BasicBlock *Block : L.blocks()) {
    BasicBlock *Copy =
        CloneBasicBlock(Block, Map, ".checked", Header->getParent());
    Map[Block] = Copy;
    Copies.push_back(Copy);
  }
  remapInstructionsInBlocks(Copies, Map);
  joinExits(L, Map);
  IRBuilder<> B(Entry);
  B.CreateCondBr(Copied, cast<BasicBlock>(Map.lookup(Header)), Header,
                 MDBuilder(Header->getContext()).createUnlikelyBranchWeights());
  Entry->eraseFromParent();
}
