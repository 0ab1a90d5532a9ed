// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Insertion of __dmasan_call around modelled calls.

#include "interceptors/llvm/call_events.h"

#include "dmasan/interface.h"
#include "interceptors/llvm/count_source.h"
#include "interceptors/llvm/result_test.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace dmasan;

namespace {

// Members of struct dmasan_call, in order.
enum CallMember : unsigned {
  CallEvent,
  CallApi,
  CallDirection,
  CallFlags,
  CallDevice,
  CallCpu,
  CallObject,
  CallOffset,
  CallDma,
  CallSize,
  CallAttrs,
  CallCount,
  CallResult,
  CallFunction,
  CallMembers
};
constexpr unsigned Call_device = CallDevice, Call_cpu = CallCpu,
                   Call_object = CallObject, Call_offset = CallOffset,
                   Call_dma = CallDma, Call_size = CallSize,
                   Call_direction = CallDirection, Call_attrs = CallAttrs,
                   Call_count = CallCount, Call_result = CallResult;

unsigned memberOf(Role R) {
  switch (R) {
#define DMASAN_ROLE(Id, Name, Field, Summary)                                  \
  case Role::Id:                                                               \
    return Call_##Field;
#include "dmasan/events.def"
  }
  llvm_unreachable("every role has a member");
}

uint32_t flagOf(Role R) {
  switch (R) {
  case Role::PAGE:
    return DMASAN_CALL_CPU_IS_PAGE;
  case Role::PHYS:
    return DMASAN_CALL_CPU_IS_PHYS;
  case Role::SG_TABLE:
    return DMASAN_CALL_OBJECT_IS_SG_TABLE;
  case Role::END:
    return DMASAN_CALL_END_ADDRESS;
  default:
    return 0;
  }
}

class CallInserter {
public:
  CallInserter(Module &M, const ModelSet &Models, RuntimeAbi &Abi, Host Target)
      : M(M), Models(Models), Abi(Abi), Target(Target) {}

  bool run();

private:
  void collect(Function &F);
  void noteUntested(CallBase &Call, const FunctionModel &Model);
  bool fits(const FunctionModel &Model, Function &Callee);
  void insert(CallBase &Call, const FunctionModel &Model);
  void insert(FenceInst &Fence);
  void fill(IRBuilder<> &B, Value *Frame, CallBase &Call,
            const FunctionModel &Model);
  SmallVector<Value *, 16> emptyCall(IRBuilder<> &B);
  void store(IRBuilder<> &B, Value *Frame, ArrayRef<Value *> Members);
  void emitEvent(IRBuilder<> &B, Value *Frame);
  AllocaInst *frameOf(Function &F);
  Value *coerce(IRBuilder<> &B, Value *V, Type *To);
  void warn(const Instruction *At, const Twine &Text, bool IsError);

  Module &M;
  const ModelSet &Models;
  RuntimeAbi &Abi;
  const Host Target;
  SmallVector<std::pair<CallBase *, const FunctionModel *>, 16> Work;
  /// Maps of lists whose callers do not look whether they failed.
  SmallVector<std::pair<CallBase *, FunctionModel>, 4> Untested;
  SmallVector<FenceInst *, 4> Fences;
  DenseMap<Function *, bool> Fits;
  DenseMap<Function *, AllocaInst *> Frames;
};

} // namespace

void CallInserter::warn(const Instruction *At, const Twine &Text,
                        bool IsError) {
  DiagnosticSeverity Severity = IsError ? DS_Error : DS_Warning;
  if (At)
    M.getContext().diagnose(DiagnosticInfoInlineAsm(*At, Text, Severity));
  else
    M.getContext().diagnose(DiagnosticInfoInlineAsm(Text, Severity));
}

bool CallInserter::fits(const FunctionModel &Model, Function &Callee) {
  auto [It, IsNew] = Fits.insert({&Callee, true});
  if (!IsNew)
    return It->second;
  std::string Mismatch = prototypeMismatch(Model, Callee);
  if (!Mismatch.empty())
    warn(nullptr,
         "DMA model of '" + Callee.getName() +
             "' does not fit its prototype: " + Mismatch +
             "; calls of it are not seen",
         Model.FromUser);
  return It->second = Mismatch.empty();
}

void CallInserter::collect(Function &F) {
  if (Models.find(F.getName())) {
    for (Instruction &I : instructions(F))
      markOwn(&I);
    return;
  }
  if (F.hasFnAttribute(Attribute::DisableSanitizerInstrumentation) ||
      F.hasFnAttribute(Attribute::Naked))
    return;
  for (Instruction &I : instructions(F)) {
    if (auto *Fence = dyn_cast<FenceInst>(&I);
        Fence && Fence->getSyncScopeID() == SyncScope::System)
      Fences.push_back(Fence);
    auto *Call = dyn_cast<CallBase>(&I);
    if (!Call)
      continue;
    auto *Callee =
        dyn_cast<Function>(Call->getCalledOperand()->stripPointerCasts());
    const FunctionModel *Model =
        Callee ? Models.find(Callee->getName()) : nullptr;
    bool IsList = Model && Model->Event == DMASAN_EVENT_MAP_SG;
    if (!Model || !(Model->Emitted || IsList) || !fits(*Model, *Callee))
      continue;
    if (Model->Emitted)
      Work.push_back({Call, Model});
    if (IsList)
      noteUntested(*Call, *Model);
  }
}

/// Addresses carry their failure with them, so that whoever asks about it is
/// seen when he asks. A count does not: here is the only place to look.
void CallInserter::noteUntested(CallBase &Call, const FunctionModel &Model) {
  bool IsTable = any_of(
      Model.Args, [](const auto &Arg) { return Arg.first == Role::SG_TABLE; });
  if (resultIsTested(Call, IsTable ? FailureSign::Negative : FailureSign::Zero,
                     Models))
    return;
  FunctionModel Event = Model;
  Event.Event = DMASAN_EVENT_MAP_SG_UNTESTED;
  Untested.push_back({&Call, std::move(Event)});
}

AllocaInst *CallInserter::frameOf(Function &F) {
  AllocaInst *&Frame = Frames[&F];
  if (!Frame) {
    IRBuilder<> B(&F.getEntryBlock(), F.getEntryBlock().begin());
    Frame = B.CreateAlloca(Abi.callType(), nullptr, "dmasan.call");
    markOwn(Frame); // the stores into it may be merged into others
  }
  return Frame;
}

Value *CallInserter::coerce(IRBuilder<> &B, Value *V, Type *To) {
  if (V->getType()->isPointerTy())
    return To->isPointerTy() ? V : B.CreatePtrToInt(V, To);
  if (!V->getType()->isIntegerTy())
    return Constant::getNullValue(To);
  if (To->isPointerTy())
    return B.CreateIntToPtr(V, To);
  return B.CreateZExtOrTrunc(V, To);
}

SmallVector<Value *, 16> CallInserter::emptyCall(IRBuilder<> &B) {
  StructType *Type = Abi.callType();
  SmallVector<Value *, 16> Members;
  for (unsigned I = 0; I != CallMembers; ++I)
    Members.push_back(Constant::getNullValue(Type->getElementType(I)));
  // What the model leaves open is "no direction", not "bidirectional".
  Members[CallDirection] = B.getInt32(DMASAN_NO_DIRECTION);
  return Members;
}

void CallInserter::store(IRBuilder<> &B, Value *Frame,
                         ArrayRef<Value *> Members) {
  for (unsigned I = 0; I != CallMembers; ++I)
    markOwn(
        B.CreateStore(Members[I], B.CreateStructGEP(Abi.callType(), Frame, I)));
}

void CallInserter::emitEvent(IRBuilder<> &B, Value *Frame) {
  CallInst *Event = B.CreateCall(Abi.callEvent(), {Frame});
  Event->setTailCallKind(CallInst::TCK_NoTail);
  Event->setDoesNotThrow();
  markOwn(Event);
}

void CallInserter::fill(IRBuilder<> &B, Value *Frame, CallBase &Call,
                        const FunctionModel &Model) {
  StructType *Type = Abi.callType();
  SmallVector<Value *, 16> Members = emptyCall(B);
  uint32_t Flags = Model.Flags | DMASAN_CALL_ERROR_VISIBLE;

  auto Set = [&](Role R, Value *V) {
    unsigned Member = memberOf(R);
    Flags |= flagOf(R);
    Members[Member] = coerce(B, V, Type->getElementType(Member));
  };
  for (auto [R, Value] : Model.Constants)
    Set(R, B.getInt64(Value));
  for (auto [R, Index] : Model.Args) {
    Value *Arg = Call.getArgOperand(Index);
    if (R == Role::DMA_POINTER) {
      if (Model.Point == When::Before)
        continue;
      LoadInst *Load = B.CreateLoad(B.getInt64Ty(), Arg);
      markOwn(Load);
      Arg = Load;
    }
    if (R == Role::COUNT && Model.Event != DMASAN_EVENT_MAP_SG &&
        countIsReturned(Arg, M, Models))
      Flags |= DMASAN_CALL_COUNT_IS_RESULT;
    Set(R, Arg);
  }
  if (Model.Point == When::After && !Call.getType()->isVoidTy()) {
    Members[CallResult] = coerce(B, &Call, B.getInt64Ty());
    if (Model.Returns)
      Set(*Model.Returns, &Call);
  }
  Members[CallEvent] = B.getInt32(Model.Event);
  Members[CallApi] = B.getInt32(Model.Api);
  Members[CallFlags] = B.getInt32(Flags);
  Members[CallFunction] =
      B.CreateGlobalStringPtr(Model.Name, "dmasan.function");
  store(B, Frame, Members);
}

/// A fence of the language, as drivers of user space write it.
void CallInserter::insert(FenceInst &Fence) {
  IRBuilder<> B(&Fence);
  bool Releases = isReleaseOrStronger(Fence.getOrdering());
  bool Acquires = isAcquireOrStronger(Fence.getOrdering());
  SmallVector<Value *, 16> Members = emptyCall(B);
  Members[CallEvent] = B.getInt32(!Acquires   ? DMASAN_EVENT_WRITE_BARRIER
                                  : !Releases ? DMASAN_EVENT_READ_BARRIER
                                              : DMASAN_EVENT_FULL_BARRIER);
  Members[CallFlags] = B.getInt32(DMASAN_CALL_ORDERS_REGISTERS);
  Members[CallFunction] =
      B.CreateGlobalStringPtr("atomic_thread_fence", "dmasan.function");
  Value *Frame = frameOf(*Fence.getFunction());
  store(B, Frame, Members);
  emitEvent(B, Frame);
}

void CallInserter::insert(CallBase &Call, const FunctionModel &Model) {
  if (auto *Plain = dyn_cast<CallInst>(&Call)) {
    if (Plain->isMustTailCall() && Model.Point == When::After)
      return warn(Plain,
                  "call of '" + Model.Name +
                      "' must be a tail call; DMASan does not see it",
                  false);
    // A tail call would take the driver's frame out of the report's stack.
    if (!Plain->isMustTailCall())
      Plain->setTailCallKind(CallInst::TCK_NoTail);
  }
  Instruction *At = &Call;
  if (Model.Point == When::After) {
    if (auto *Invoke = dyn_cast<InvokeInst>(&Call)) {
      BasicBlock *Normal = Invoke->getNormalDest();
      if (!Normal->getSinglePredecessor())
        Normal = SplitEdge(Invoke->getParent(), Normal);
      At = &*Normal->getFirstInsertionPt();
    } else if (isa<CallBrInst>(Call)) {
      return;
    } else {
      At = Call.getNextNode();
    }
  }
  IRBuilder<> B(At);
  B.SetCurrentDebugLocation(Call.getDebugLoc());
  Value *Frame = frameOf(*Call.getFunction());
  fill(B, Frame, Call, Model);
  emitEvent(B, Frame);
}

bool CallInserter::run() {
  for (Function &F : M)
    if (!F.isDeclaration())
      collect(F);
  // Inserted first, it comes after the call's own event.
  for (auto &[Call, Model] : Untested)
    insert(*Call, Model);
  for (auto [Call, Model] : Work)
    insert(*Call, *Model);
  // The kernel host sees no device, so order means nothing to it.
  if (Target == Host::Kernel)
    Fences.clear();
  for (FenceInst *Fence : Fences)
    insert(*Fence);
  // Only these can be overtaken by a store that is then worth watching.
  if (any_of(Work, [](const auto &Item) {
        return Item.second->Event == DMASAN_EVENT_DOORBELL_RELAXED;
      }))
    Abi.emitWatch("doorbells");
  return !Work.empty() || !Untested.empty() || !Fences.empty();
}

bool dmasan::insertCallEvents(Module &M, const ModelSet &Models,
                              RuntimeAbi &Abi, Host Target) {
  return CallInserter(M, Models, Abi, Target).run();
}
