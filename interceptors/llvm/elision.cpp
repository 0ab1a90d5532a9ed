// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Grouping inside a block, and availability of checks across blocks (a forward
// must-analysis over bit vectors, one bit a group).

#include "interceptors/llvm/elision.h"

#include "dmasan/interface.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace dmasan;

namespace {

constexpr int64_t kSpan = 1 << DMASAN_SHADOW_SCALE;
// Beyond this many bits the analysis is not worth its time.
constexpr size_t kMaxFactBits = size_t(1) << 26;

class Grouper {
public:
  Grouper(SmallVectorImpl<CheckGroup> &Groups, bool Elide)
      : Groups(Groups), Elide(Elide) {}

  void add(const Access &A);
  void handOver() {
    Open.clear();
    SawHandOver = true;
  }
  void beginBlock() {
    Open.clear();
    SawHandOver = false;
  }
  void endBlock() {
    for (size_t Index : Open)
      Groups[Index].AtEnd = true;
  }

private:
  SmallVectorImpl<CheckGroup> &Groups;
  SmallVector<size_t, 16> Open; // since the last hand-over
  bool SawHandOver = false;
  bool Elide;
};

} // namespace

void Grouper::add(const Access &A) {
  const DataLayout &DL = A.At->getModule()->getDataLayout();
  APInt Offset(DL.getIndexTypeSizeInBits(A.Pointer->getType()), 0);
  Value *Base = A.Pointer->stripAndAccumulateConstantOffsets(
      DL, Offset, /*AllowNonInbounds=*/true);
  int64_t Lo = Offset.getSExtValue(), Hi = Lo + int64_t(A.Size);

  for (size_t Index : Open) {
    CheckGroup &G = Groups[Index];
    if (!Elide || G.Base != Base)
      continue;
    // A store trap is set wherever a load trap is: a store's check covers
    // loads of the same bytes, not the other way round.
    if (G.IsStore && !A.IsStore && G.Lo <= Lo && Hi <= G.Hi)
      return;
    int64_t NewLo = std::min(G.Lo, Lo), NewHi = std::max(G.Hi, Hi);
    if (G.IsStore == A.IsStore && NewHi - NewLo <= kSpan) {
      G.Lo = NewLo;
      G.Hi = NewHi;
      if (none_of(G.Members, [&](const CheckGroup::Member &M) {
            return M.Offset == Lo && M.Size == A.Size;
          }))
        G.Members.push_back({Lo, A.Size, A.At->getDebugLoc()});
      return;
    }
  }
  CheckGroup G;
  G.At = A.At;
  G.Base = Base;
  G.Lo = Lo;
  G.Hi = Hi;
  G.IsStore = A.IsStore;
  G.AtEntry = !SawHandOver;
  G.BaseAlign = Base->getPointerAlignment(DL);
  // The access's own alignment says something of the base, too.
  if (isAligned(A.Alignment, uint64_t(Lo)) && A.Alignment > G.BaseAlign)
    G.BaseAlign = A.Alignment;
  G.Members.push_back({Lo, A.Size, A.At->getDebugLoc()});
  Open.push_back(Groups.size());
  Groups.push_back(std::move(G));
}

SmallVector<CheckGroup, 32> dmasan::groupAccesses(ArrayRef<Access> Accesses,
                                                  bool Elide) {
  SmallVector<CheckGroup, 32> Groups;
  Grouper Group(Groups, Elide);
  const Access *Next = Accesses.begin();
  while (Next != Accesses.end()) {
    BasicBlock *Block = Next->At->getParent();
    Group.beginBlock();
    for (Instruction &I : *Block) {
      // Byval arguments are read by the call itself: first the check.
      for (; Next != Accesses.end() && Next->At == &I; ++Next)
        if (!Next->DynamicSize && !Next->Mask)
          Group.add(*Next);
      if (mayHandOver(I))
        Group.handOver();
    }
    Group.endBlock();
  }
  return Groups;
}

namespace {

class Availability {
public:
  Availability(Function &F, ArrayRef<CheckGroup> Groups);
  bool proves(size_t Index) const;

private:
  struct BlockFacts {
    BitVector In, Gen, Kill;
    bool HandsOver = false;
    bool Reached = false;
  };
  void transfer(const BlockFacts &Facts, BitVector &Out) const {
    Out = Facts.In;
    if (Facts.HandsOver)
      Out.reset();
    Out.reset(Facts.Kill);
    Out |= Facts.Gen;
  }

  ArrayRef<CheckGroup> Groups;
  DenseMap<const BasicBlock *, BlockFacts> Blocks;
};

} // namespace

Availability::Availability(Function &F, ArrayRef<CheckGroup> Groups)
    : Groups(Groups) {
  for (BasicBlock &Block : F) {
    BlockFacts &Facts = Blocks[&Block];
    Facts.In.resize(Groups.size(), true);
    Facts.Gen.resize(Groups.size());
    Facts.Kill.resize(Groups.size());
    Facts.HandsOver = any_of(Block, mayHandOver);
  }
  for (size_t I = 0; I != Groups.size(); ++I) {
    if (Groups[I].AtEnd)
      Blocks[Groups[I].At->getParent()].Gen.set(I);
    // In a loop the base is another value each time round.
    if (auto *Definition = dyn_cast<Instruction>(Groups[I].Base))
      Blocks[Definition->getParent()].Kill.set(I);
  }
  Blocks[&F.getEntryBlock()].In.reset();

  ReversePostOrderTraversal<Function *> Order(&F);
  bool Changed = true;
  BitVector In, Out;
  while (Changed) {
    Changed = false;
    for (BasicBlock *Block : Order) {
      BlockFacts &Facts = Blocks[Block];
      Facts.Reached = true;
      if (Block->isEntryBlock())
        continue;
      In = BitVector(Groups.size(), true);
      for (BasicBlock *Predecessor : predecessors(Block)) {
        transfer(Blocks[Predecessor], Out);
        In &= Out;
      }
      if (In != Facts.In) {
        Facts.In = In;
        Changed = true;
      }
    }
  }
}

bool Availability::proves(size_t Index) const {
  const CheckGroup &G = Groups[Index];
  auto It = Blocks.find(G.At->getParent());
  if (!G.AtEntry || !It->second.Reached)
    return false;
  if (auto *Definition = dyn_cast<Instruction>(G.Base);
      Definition && Definition->getParent() == G.At->getParent())
    return false;
  for (unsigned Fact : It->second.In.set_bits()) {
    const CheckGroup &Earlier = Groups[Fact];
    if (Earlier.Base == G.Base && Earlier.Lo <= G.Lo && G.Hi <= Earlier.Hi &&
        (Earlier.IsStore || !G.IsStore))
      return true;
  }
  return false;
}

size_t dmasan::removeProvedGroups(Function &F,
                                  SmallVectorImpl<CheckGroup> &Groups) {
  if (Groups.size() < 2 || Groups.size() * F.size() > kMaxFactBits)
    return 0;
  Availability Facts(F, Groups);
  SmallVector<bool, 64> Proved(Groups.size());
  for (size_t I = 0; I != Groups.size(); ++I)
    Proved[I] = Facts.proves(I);
  size_t Kept = 0;
  for (size_t I = 0; I != Groups.size(); ++I)
    if (!Proved[I]) {
      if (Kept != I)
        Groups[Kept] = std::move(Groups[I]);
      ++Kept;
    }
  size_t Removed = Groups.size() - Kept;
  Groups.truncate(Kept);
  return Removed;
}
