// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scans before affine loops. Plans are made, and their values expanded, while
// the analyses hold; the control flow is changed afterwards.

#include "interceptors/llvm/loop_scan.h"

#include "dmasan/interface.h"
#include "interceptors/llvm/loop_version.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;
using namespace dmasan;

namespace {

// A loop of fewer rounds costs less than its scan.
constexpr uint64_t kMinRounds = 16;
constexpr uint64_t kMaxStride = 1024; // bytes

// One scan serves all groups of a loop that walk side by side.
struct ScanPlan {
  SmallVector<size_t, 4> Groups;
  const SCEVAddRecExpr *Walk;
  bool IsStore;
  int64_t Lo, Hi;  // of all the groups, from Walk
  Instruction *At; // the preheader's terminator
  Value *First;    // word: first byte of the range
  Value *Size;     // word: bytes
  Value *Overflow; // i1: the size does not fit a word
};

class Planner {
public:
  Planner(LoopInfo &Loops, ScalarEvolution &SE, RuntimeAbi &Abi,
          const DataLayout &DL)
      : Loops(Loops), SE(SE), Abi(Abi), Expander(SE, DL, "dmasan.scan") {}

  /// Joins the group to a plan, or makes one; neither when it does not walk.
  void plan(size_t Index, const CheckGroup &Group);
  /// Writes the ranges' values into the preheaders.
  void expand();

  SmallVector<ScanPlan, 8> Plans;

private:
  const SCEVAddRecExpr *walkOf(const CheckGroup &Group, const Loop *&L);
  bool handsOver(const Loop &L);

  LoopInfo &Loops;
  ScalarEvolution &SE;
  RuntimeAbi &Abi;
  SCEVExpander Expander;
  DenseMap<const Loop *, bool> HandsOver;
};

} // namespace

bool Planner::handsOver(const Loop &L) {
  auto [It, IsNew] = HandsOver.insert({&L, false});
  if (IsNew)
    It->second = any_of(L.blocks(), [](BasicBlock *Block) {
      return any_of(*Block, mayHandOver);
    });
  return It->second;
}

const SCEVAddRecExpr *Planner::walkOf(const CheckGroup &Group, const Loop *&L) {
  L = Loops.getLoopFor(Group.At->getParent());
  if (!L || !L->getLoopPreheader() || handsOver(*L))
    return nullptr;
  const SCEV *Rounds = SE.getSymbolicMaxBackedgeTakenCount(L);
  if (isa<SCEVCouldNotCompute>(Rounds) ||
      SE.getTypeSizeInBits(Rounds->getType()) > 64)
    return nullptr;
  if (auto *Known = dyn_cast<SCEVConstant>(Rounds);
      Known && Known->getAPInt().ult(kMinRounds))
    return nullptr;
  auto *Walk = dyn_cast<SCEVAddRecExpr>(SE.getSCEV(Group.Base));
  if (!Walk || Walk->getLoop() != L || !Walk->isAffine())
    return nullptr;
  auto *Step = dyn_cast<SCEVConstant>(Walk->getStepRecurrence(SE));
  // Sparse walks would scan lines that the loop never touches.
  if (!Step || Step->isZero() || Step->getAPInt().abs().ugt(kMaxStride))
    return nullptr;
  Instruction *At = L->getLoopPreheader()->getTerminator();
  bool Safe = Expander.isSafeToExpandAt(Walk->getStart(), At) &&
              Expander.isSafeToExpandAt(Rounds, At);
  return Safe ? Walk : nullptr;
}

void Planner::plan(size_t Index, const CheckGroup &Group) {
  const Loop *L;
  const SCEVAddRecExpr *Walk = walkOf(Group, L);
  if (!Walk)
    return;
  Instruction *At = L->getLoopPreheader()->getTerminator();
  int64_t Apart = 0;
  auto Same = find_if(Plans, [&](const ScanPlan &P) {
    if (P.IsStore != Group.IsStore || P.Walk->getLoop() != L ||
        P.Walk->getStepRecurrence(SE) != Walk->getStepRecurrence(SE))
      return false;
    auto *Distance = dyn_cast<SCEVConstant>(
        SE.getMinusSCEV(Walk->getStart(), P.Walk->getStart()));
    if (!Distance || Distance->getAPInt().abs().ugt(kMaxStride))
      return false;
    Apart = Distance->getAPInt().getSExtValue();
    return true;
  });
  if (Same == Plans.end()) {
    Plans.push_back({{Index},
                     Walk,
                     Group.IsStore,
                     Group.Lo,
                     Group.Hi,
                     At,
                     nullptr,
                     nullptr,
                     nullptr});
    return;
  }
  Same->Groups.push_back(Index);
  Same->Lo = std::min(Same->Lo, Group.Lo + Apart);
  Same->Hi = std::max(Same->Hi, Group.Hi + Apart);
}

void Planner::expand() {
  for (ScanPlan &Plan : Plans) {
    const SCEVAddRecExpr *Walk = Plan.Walk;
    const SCEV *Rounds = SE.getSymbolicMaxBackedgeTakenCount(Walk->getLoop());
    Value *Start =
        Expander.expandCodeFor(Walk->getStart(), Walk->getType(), Plan.At);
    Value *Count = Expander.expandCodeFor(Rounds, Rounds->getType(), Plan.At);
    IRBuilder<> B(Plan.At);
    Count = B.CreateZExtOrTrunc(Count, Abi.word());
    int64_t Stride = cast<SCEVConstant>(Walk->getStepRecurrence(SE))
                         ->getAPInt()
                         .getSExtValue();
    Value *Product = B.CreateBinaryIntrinsic(
        Intrinsic::umul_with_overflow, Count,
        ConstantInt::get(Abi.word(), uint64_t(std::abs(Stride))));
    Value *Extent = B.CreateExtractValue(Product, 0);
    Plan.Overflow = B.CreateExtractValue(Product, 1);
    Plan.First = B.CreateAdd(B.CreatePtrToInt(Start, Abi.word()),
                             ConstantInt::getSigned(Abi.word(), Plan.Lo));
    if (Stride < 0)
      Plan.First = B.CreateSub(Plan.First, Extent);
    Plan.Size = B.CreateAdd(
        Extent, ConstantInt::get(Abi.word(), uint64_t(Plan.Hi - Plan.Lo)));
  }
}

/// i1 before the plan's place: some line of the range has the trap. Short
/// ranges are tested here, in one word of shadow, long ones by the runtime.
static Value *emitScan(const ScanPlan &Plan, RuntimeAbi &Abi) {
  constexpr uint64_t kShort =
      (RuntimeAbi::kMaxLines - 1) * (1 << DMASAN_SHADOW_SCALE) + 1;
  bool IsStore = Plan.IsStore;
  IRBuilder<> B(Plan.At);
  Value *IsShort =
      B.CreateICmpULE(Plan.Size, ConstantInt::get(Abi.word(), kShort));
  Instruction *Short, *Long;
  SplitBlockAndInsertIfThenElse(IsShort, Plan.At, &Short, &Long);
  B.SetInsertPoint(Short);
  Value *ShortTrap =
      Abi.emitTrapped(B, Plan.First, RuntimeAbi::kMaxLines, IsStore);
  B.SetInsertPoint(Long);
  CallInst *Scan = B.CreateCall(
      Abi.rangeTrapped(),
      {Plan.First, Plan.Size,
       B.getInt32(IsStore ? DMASAN_STORE_TRAP : DMASAN_LOAD_TRAP)});
  Scan->setDoesNotThrow();
  markOwn(Scan);
  // Calls in a function with debug information carry a place.
  Scan->setDebugLoc(Plan.At->getDebugLoc());
  Value *LongTrap = B.CreateIsNotNull(Scan);
  B.SetInsertPoint(Plan.At);
  PHINode *Trap = B.CreatePHI(B.getInt1Ty(), 2);
  Trap->addIncoming(ShortTrap, Short->getParent());
  Trap->addIncoming(LongTrap, Long->getParent());
  return B.CreateOr(Trap, Plan.Overflow);
}

namespace {

/// Everything that is to be checked, while loops are copied.
class Checks {
public:
  Checks(SmallVectorImpl<CheckGroup> &Groups, SmallVectorImpl<Access> &Accesses)
      : Groups(Groups), Accesses(Accesses), Served(Groups.size()) {}

  /// The group needs no check where it is.
  void serve(size_t Index) { Served[Index] = true; }
  /// The copy of the loop has whatever the loop had.
  void copy(const Loop &L, const ValueToValueMapTy &Map);
  size_t removeServed();

private:
  SmallVectorImpl<CheckGroup> &Groups;
  SmallVectorImpl<Access> &Accesses;
  SmallVector<bool, 64> Served;
};

} // namespace

void Checks::copy(const Loop &L, const ValueToValueMapTy &Map) {
  auto Redirect = [&](auto *&V) {
    if (Value *Copy = V ? Map.lookup(V) : nullptr)
      V = cast<std::remove_pointer_t<std::remove_reference_t<decltype(V)>>>(
          Copy);
  };
  for (size_t I = 0, End = Groups.size(); I != End; ++I) {
    if (!L.contains(Groups[I].At))
      continue;
    CheckGroup G = Groups[I];
    Redirect(G.At);
    Redirect(G.Base);
    Groups.push_back(std::move(G));
    Served.push_back(false);
  }
  for (size_t I = 0, End = Accesses.size(); I != End; ++I) {
    Access A = Accesses[I];
    if (!L.contains(A.At))
      continue;
    Redirect(A.At);
    Redirect(A.Pointer);
    Redirect(A.DynamicSize);
    Redirect(A.Mask);
    Accesses.push_back(A);
  }
}

size_t Checks::removeServed() {
  size_t Before = Groups.size();
  size_t Index = 0;
  erase_if(Groups, [&](const CheckGroup &) { return Served[Index++]; });
  return Before - Groups.size();
}

ScanCounts dmasan::scanLoops(Function &F, SmallVectorImpl<CheckGroup> &Groups,
                             SmallVectorImpl<Access> &Accesses, LoopInfo &Loops,
                             ScalarEvolution &Evolution, RuntimeAbi &Abi,
                             CheckEmitter &Emitter) {
  ScanCounts Counts;
  if (Abi.dynamic() || Loops.empty())
    return Counts;
  Planner P(Loops, Evolution, Abi, F.getParent()->getDataLayout());
  for (size_t I = 0; I != Groups.size(); ++I)
    P.plan(I, Groups[I]);
  P.expand();

  Checks Left(Groups, Accesses);
  MapVector<Loop *, Value *> Versions; // any scan before the loop found a trap
  for (const ScanPlan &Plan : P.Plans) {
    Value *Trapped = emitScan(Plan, Abi);
    auto *L = const_cast<Loop *>(Plan.Walk->getLoop());
    bool Copy = canVersion(*L);
    if (Copy) {
      Value *&Any = Versions[L];
      Any = Any ? IRBuilder<>(Plan.At).CreateOr(Any, Trapped) : Trapped;
    }
    for (size_t Index : Plan.Groups) {
      if (!Copy)
        Emitter.emitScanned(Groups[Index], Trapped);
      Left.serve(Index);
    }
  }
  for (auto [L, Trapped] : Versions) {
    ValueToValueMapTy Map;
    versionLoop(*L, L->getLoopPreheader()->getTerminator(), Trapped, Map);
    Left.copy(*L, Map);
  }
  Counts.Versioned = Versions.size();
  Counts.Scanned = Left.removeServed();
  return Counts;
}
