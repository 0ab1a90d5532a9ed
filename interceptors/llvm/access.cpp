// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Collection of accesses.

#include "interceptors/llvm/access.h"

#include "interceptors/llvm/runtime_abi.h"
#include "llvm/Analysis/CaptureTracking.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace dmasan;

namespace {

class Collector {
public:
  Collector(Function &F, const UnmappableGlobals &Private)
      : DL(F.getParent()->getDataLayout()), Private(Private) {}

  void visit(Instruction &I);
  SmallVector<Access, 32> Found;

private:
  void add(Instruction &I, Value *Pointer, Type *Type, Align Alignment,
           bool IsStore, Value *Mask = nullptr);
  void addRange(Instruction &I, Value *Pointer, Value *Size, Align Alignment,
                bool IsStore);
  void visitIntrinsic(IntrinsicInst &I);
  void visitLibraryCall(CallBase &Call);
  bool mayBeDmaMemory(const Value *Pointer, bool IsStore);

  const DataLayout &DL;
  const UnmappableGlobals &Private;
  DenseMap<const AllocaInst *, bool> Escapes;
};

} // namespace

bool Collector::mayBeDmaMemory(const Value *Pointer, bool IsStore) {
  if (Pointer->getType()->getPointerAddressSpace() != 0 ||
      Pointer->isSwiftError())
    return false;
  if (Pointer->getType()->isVectorTy())
    return true; // gather and scatter: an address a lane
  const Value *Object = getUnderlyingObject(Pointer);
  if (auto *Global = dyn_cast<GlobalVariable>(Object))
    return !Global->isConstant() && !Global->isThreadLocal() &&
           (IsStore || !Private.contains(Global));
  auto *Local = dyn_cast<AllocaInst>(Object);
  if (!Local)
    return true;
  if (isOwn(*Local))
    return false;
  auto [It, IsNew] = Escapes.insert({Local, false});
  if (IsNew)
    It->second = PointerMayBeCaptured(Local, /*ReturnCaptures=*/true,
                                      /*StoreCaptures=*/true);
  return It->second;
}

void Collector::add(Instruction &I, Value *Pointer, Type *Type, Align Alignment,
                    bool IsStore, Value *Mask) {
  TypeSize Size = DL.getTypeStoreSize(Type);
  if (Size.isScalable() || Size.isZero() || !mayBeDmaMemory(Pointer, IsStore))
    return;
  Access A;
  A.At = &I;
  A.Pointer = Pointer;
  A.Mask = Mask;
  A.Size = Size.getFixedValue();
  A.Alignment = Alignment;
  A.IsStore = IsStore;
  Found.push_back(A);
}

void Collector::addRange(Instruction &I, Value *Pointer, Value *Size,
                         Align Alignment, bool IsStore) {
  if (!mayBeDmaMemory(Pointer, IsStore))
    return;
  Access A;
  A.At = &I;
  A.Pointer = Pointer;
  A.Alignment = Alignment;
  A.IsStore = IsStore;
  if (auto *Constant = dyn_cast<ConstantInt>(Size);
      Constant && Constant->getZExtValue() <= 64)
    A.Size = Constant->getZExtValue();
  else
    A.DynamicSize = Size;
  if (A.Size || A.DynamicSize)
    Found.push_back(A);
}

void Collector::visitIntrinsic(IntrinsicInst &I) {
  if (auto *Move = dyn_cast<MemTransferInst>(&I)) {
    addRange(I, Move->getRawSource(), Move->getLength(),
             Move->getSourceAlign().valueOrOne(), false);
    addRange(I, Move->getRawDest(), Move->getLength(),
             Move->getDestAlign().valueOrOne(), true);
    return;
  }
  if (auto *Set = dyn_cast<MemSetInst>(&I))
    return addRange(I, Set->getRawDest(), Set->getLength(),
                    Set->getDestAlign().valueOrOne(), true);
  auto AlignOf = [&](unsigned Index) {
    return cast<ConstantInt>(I.getArgOperand(Index))
        ->getMaybeAlignValue()
        .valueOrOne();
  };
  switch (I.getIntrinsicID()) {
  case Intrinsic::masked_load:
    return add(I, I.getArgOperand(0), I.getType(), AlignOf(1), false,
               I.getArgOperand(2));
  case Intrinsic::masked_store:
    return add(I, I.getArgOperand(1), I.getArgOperand(0)->getType(), AlignOf(2),
               true, I.getArgOperand(3));
  case Intrinsic::masked_gather:
    return add(I, I.getArgOperand(0), I.getType(), AlignOf(1), false,
               I.getArgOperand(2));
  case Intrinsic::masked_scatter:
    return add(I, I.getArgOperand(1), I.getArgOperand(0)->getType(), AlignOf(2),
               true, I.getArgOperand(3));
  default:
    return;
  }
}

/// memcpy and its relatives where they are plain calls (-fno-builtin).
void Collector::visitLibraryCall(CallBase &Call) {
  const Function *F = Call.getCalledFunction();
  if (!F || !F->isDeclaration() || Call.arg_size() != 3 ||
      !Call.getArgOperand(0)->getType()->isPointerTy() ||
      !Call.getArgOperand(2)->getType()->isIntegerTy())
    return;
  StringRef Name = F->getName();
  Name.consume_front("__");
  bool Copies = Name == "memcpy" || Name == "memmove";
  bool Compares = Name == "memcmp";
  if (!Copies && !Compares && Name != "memset")
    return;
  if (Copies || Compares) {
    if (!Call.getArgOperand(1)->getType()->isPointerTy())
      return;
    addRange(Call, Call.getArgOperand(1), Call.getArgOperand(2), Align(1),
             false);
  }
  addRange(Call, Call.getArgOperand(0), Call.getArgOperand(2), Align(1),
           !Compares);
}

void Collector::visit(Instruction &I) {
  if (isOwn(I))
    return;
  if (auto *Load = dyn_cast<LoadInst>(&I))
    return add(I, Load->getPointerOperand(), Load->getType(), Load->getAlign(),
               false);
  if (auto *Store = dyn_cast<StoreInst>(&I))
    return add(I, Store->getPointerOperand(),
               Store->getValueOperand()->getType(), Store->getAlign(), true);
  // A read-modify-write is judged as a store: wherever a load is illegal, a
  // store is illegal, too.
  if (auto *Rmw = dyn_cast<AtomicRMWInst>(&I))
    return add(I, Rmw->getPointerOperand(), Rmw->getValOperand()->getType(),
               Rmw->getAlign(), true);
  if (auto *Exchange = dyn_cast<AtomicCmpXchgInst>(&I))
    return add(I, Exchange->getPointerOperand(),
               Exchange->getCompareOperand()->getType(), Exchange->getAlign(),
               true);
  if (auto *Intrinsic = dyn_cast<IntrinsicInst>(&I))
    return visitIntrinsic(*Intrinsic);
  if (auto *Call = dyn_cast<CallBase>(&I)) {
    visitLibraryCall(*Call);
    for (unsigned Arg = 0; Arg != Call->arg_size(); ++Arg)
      if (Call->isByValArgument(Arg))
        add(I, Call->getArgOperand(Arg), Call->getParamByValType(Arg),
            Call->getParamAlign(Arg).valueOrOne(), false);
  }
}

/// Whether the address of V is used for anything but access.
static bool addressEscapes(const Value *V, unsigned Depth = 0) {
  if (Depth == 8)
    return true;
  return any_of(V->uses(), [&](const Use &U) {
    const User *By = U.getUser();
    if (isa<LoadInst, ICmpInst>(By))
      return false;
    if (isa<StoreInst>(By))
      return U.getOperandNo() != StoreInst::getPointerOperandIndex();
    if (isa<AtomicRMWInst>(By))
      return U.getOperandNo() != AtomicRMWInst::getPointerOperandIndex();
    if (isa<GEPOperator>(By))
      return addressEscapes(By, Depth + 1);
    return !isa<MemIntrinsic>(By);
  });
}

UnmappableGlobals::UnmappableGlobals(const Module &M) {
  for (const GlobalVariable &G : M.globals())
    if (G.hasLocalLinkage() && !addressEscapes(&G))
      Set.insert(&G);
}

static AtomicOrdering orderingOf(const Instruction &I) {
  if (auto *Load = dyn_cast<LoadInst>(&I))
    return Load->getOrdering();
  if (auto *Rmw = dyn_cast<AtomicRMWInst>(&I))
    return Rmw->getOrdering();
  if (auto *Exchange = dyn_cast<AtomicCmpXchgInst>(&I))
    return Exchange->getSuccessOrdering();
  return AtomicOrdering::NotAtomic;
}

SmallVector<Access, 32>
dmasan::collectAccesses(Function &F, const UnmappableGlobals &Private) {
  Collector C(F, Private);
  for (Instruction &I : instructions(F))
    C.visit(I);
  return std::move(C.Found);
}

bool dmasan::mayHandOver(const Instruction &I) {
  // What another thread handed over before it released is seen from here on.
  if (isa<FenceInst>(I) ||
      (I.isAtomic() && !isOwn(I) && I.mayReadFromMemory() &&
       isAcquireOrStronger(orderingOf(I))))
    return true;
  auto *Call = dyn_cast<CallBase>(&I);
  if (!Call)
    return false;
  if (isa<IntrinsicInst>(Call))
    return false;
  // Barriers and single instructions, unless the text calls something.
  if (auto *Asm = dyn_cast<InlineAsm>(Call->getCalledOperand()))
    return StringRef(Asm->getAsmString()).contains("call");
  // Functions that only compute or touch their arguments call nothing that
  // could be a DMA API: those reach memory of the host.
  return !Call->onlyAccessesArgMemory() && !Call->doesNotAccessMemory() &&
         !Call->onlyReadsMemory();
}
