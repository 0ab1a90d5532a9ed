// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emission of checks.

#include "interceptors/llvm/check_emitter.h"

#include "dmasan/interface.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace dmasan;

/// True when [Lo, Hi) from a base of this alignment cannot leave its line.
static bool staysOnLine(Align BaseAlign, int64_t Lo, int64_t Hi) {
  int64_t Block =
      std::min<int64_t>(BaseAlign.value(), 1 << DMASAN_SHADOW_SCALE);
  auto Floor = [&](int64_t Offset) {
    return Offset >= 0 ? Offset / Block : -((-Offset + Block - 1) / Block);
  };
  return Floor(Lo) == Floor(Hi - 1);
}

Value *CheckEmitter::trapped(Instruction *Before, Value *Addr, uint64_t Size,
                             bool OneLine, bool IsStore) {
  IRBuilder<> B(Before);
  SmallVector<Value *, 2> Ends{Addr};
  if (!OneLine)
    Ends.push_back(B.CreateAdd(Addr, ConstantInt::get(Abi.word(), Size - 1)));
  Value *Shadow = Abi.emitShadow(Before, Ends);
  B.SetInsertPoint(Before);
  return B.CreateIsNotNull(B.CreateAnd(
      Shadow, B.getInt8(IsStore ? DMASAN_STORE_TRAP : DMASAN_LOAD_TRAP)));
}

static Instruction *coldBlock(Value *Condition, Instruction *Before) {
  return SplitBlockAndInsertIfThen(
      Condition, Before, /*Unreachable=*/false,
      MDBuilder(Before->getContext()).createUnlikelyBranchWeights());
}

void CheckEmitter::emitSlow(Instruction *Cold, const CheckGroup &Group) {
  IRBuilder<> B(Cold);
  Value *Base = B.CreatePtrToInt(Group.Base, Abi.word());
  for (const CheckGroup::Member &M : Group.Members) {
    // The slow path needs a line even where the compiler dropped it, or an
    // inlined call of it could not be verified.
    B.SetCurrentDebugLocation(M.Loc ? M.Loc : Group.At->getDebugLoc());
    Value *Addr =
        M.Offset
            ? B.CreateAdd(Base, ConstantInt::getSigned(Abi.word(), M.Offset))
            : Base;
    Abi.emitSlowAccess(B, Addr, M.Size, Group.IsStore);
  }
}

void CheckEmitter::emit(const CheckGroup &Group) {
  IRBuilder<> B(Group.At);
  Value *Addr = B.CreatePtrToInt(Group.Base, Abi.word());
  if (Group.Lo)
    Addr = B.CreateAdd(Addr, ConstantInt::getSigned(Abi.word(), Group.Lo));
  bool OneLine = staysOnLine(Group.BaseAlign, Group.Lo, Group.Hi);
  Value *Condition = trapped(Group.At, Addr, uint64_t(Group.Hi - Group.Lo),
                             OneLine, Group.IsStore);
  emitSlow(coldBlock(Condition, Group.At), Group);
}

void CheckEmitter::emitScanned(const CheckGroup &Group, Value *Trapped) {
  emitSlow(coldBlock(Trapped, Group.At), Group);
}

void CheckEmitter::emitSpecial(const Access &A) {
  IRBuilder<> B(A.At);
  if (A.DynamicSize) {
    Value *Addr = B.CreatePtrToInt(A.Pointer, Abi.word());
    return Abi.emitRange(
        B, Addr, B.CreateZExtOrTrunc(A.DynamicSize, Abi.word()), A.IsStore);
  }
  // A masked vector: the lanes that are off are not accessed.
  auto *Lanes = cast<FixedVectorType>(A.Mask->getType());
  uint64_t LaneSize = A.Size / Lanes->getNumElements();
  if (LaneSize == 0)
    return;
  bool Scattered = A.Pointer->getType()->isVectorTy();
  for (unsigned Lane = 0; Lane != Lanes->getNumElements(); ++Lane) {
    B.SetInsertPoint(A.At);
    Value *On = B.CreateExtractElement(A.Mask, Lane);
    Instruction *Active = SplitBlockAndInsertIfThen(On, A.At, false);
    B.SetInsertPoint(Active);
    Value *Pointer = Scattered ? B.CreateExtractElement(A.Pointer, Lane)
                               : B.CreateConstGEP1_64(B.getInt8Ty(), A.Pointer,
                                                      Lane * LaneSize);
    Value *Addr = B.CreatePtrToInt(Pointer, Abi.word());
    Value *Condition = trapped(Active, Addr, LaneSize, false, A.IsStore);
    IRBuilder<> Slow(coldBlock(Condition, Active));
    Slow.SetCurrentDebugLocation(A.At->getDebugLoc());
    Abi.emitSlowAccess(Slow, Addr, LaneSize, A.IsStore);
  }
}
