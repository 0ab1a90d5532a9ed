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

/// Lines that this many bytes can lie on, as the test of a shadow word needs
/// them. One line too many is tested where the bytes do not cross into it: the
/// slow path then finds nothing, and the test is one load shorter.
static unsigned linesOf(uint64_t Size, bool OneLine) {
  constexpr unsigned kLine = 1 << DMASAN_SHADOW_SCALE;
  return OneLine ? 1 : unsigned(PowerOf2Ceil((Size + kLine - 2) / kLine + 1));
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
  auto Size = uint64_t(Group.Hi - Group.Lo);
  unsigned Lines =
      linesOf(Size, staysOnLine(Group.BaseAlign, Group.Lo, Group.Hi));
  if (Lines > RuntimeAbi::kMaxLines) {
    B.SetCurrentDebugLocation(Group.At->getDebugLoc());
    return Abi.emitRange(B, Addr, ConstantInt::get(Abi.word(), Size),
                         Group.IsStore);
  }
  emitSlow(Abi.emitTest(Group.At, Addr, Lines, Group.IsStore), Group);
}

void CheckEmitter::emitScanned(const CheckGroup &Group, Value *Trapped) {
  emitSlow(SplitBlockAndInsertIfThen(
               Trapped, Group.At, /*Unreachable=*/false,
               MDBuilder(Trapped->getContext()).createUnlikelyBranchWeights()),
           Group);
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
    IRBuilder<> Slow(
        Abi.emitTest(Active, Addr, linesOf(LaneSize, false), A.IsStore));
    Slow.SetCurrentDebugLocation(A.At->getDebugLoc());
    Abi.emitSlowAccess(Slow, Addr, LaneSize, A.IsStore);
  }
}
