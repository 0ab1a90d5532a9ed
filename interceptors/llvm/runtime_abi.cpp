// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Declarations of the runtime's entry points, the table and its stubs.

#include "interceptors/llvm/runtime_abi.h"

#include "dmasan/interface.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;
using namespace dmasan;

namespace {
// Members of struct dmasan_table, in order.
enum TableMember : unsigned {
  TableMagic,
  TableBase,
  TableLimit,
  TableShadow,
  TableAccess,
  TableRange,
  TableCall,
  TableMembers
};
} // namespace

void dmasan::markOwn(Instruction *I) {
  I->setMetadata(LLVMContext::MD_nosanitize, MDNode::get(I->getContext(), {}));
}

bool dmasan::isOwn(const Instruction &I) {
  return I.hasMetadata(LLVMContext::MD_nosanitize);
}

StructType *RuntimeAbi::callType() {
  if (!CallType) {
    Type *I32 = Type::getInt32Ty(C), *I64 = Type::getInt64Ty(C);
    Type *Ptr = PointerType::getUnqual(C);
    CallType = StructType::create(
        {I32, I32, I32, I32, Ptr, Ptr, Ptr, I64, I64, I64, I64, I64, I64, Ptr},
        "struct.dmasan_call");
  }
  return CallType;
}

GlobalVariable *RuntimeAbi::table() {
  // Both passes of one compilation share it.
  if (!Table)
    Table = M.getNamedGlobal("__dmasan_table");
  if (Table)
    return Table;
  Type *Ptr = PointerType::getUnqual(C);
  StructType *Type =
      StructType::create({Type::getInt64Ty(C), Word, Word, Ptr, Ptr, Ptr, Ptr},
                         "struct.dmasan_table");
  Constant *Members[TableMembers] = {
      ConstantInt::get(Type::getInt64Ty(C), DMASAN_TABLE_MAGIC)};
  for (unsigned I = 1; I != TableMembers; ++I)
    Members[I] = Constant::getNullValue(Type->getElementType(I));
  // Weak, so that the objects of one module share a copy; externally
  // initialized, so that nobody folds the zeros.
  Table = new GlobalVariable(
      M, Type, /*isConstant=*/false, GlobalValue::WeakAnyLinkage,
      ConstantStruct::get(Type, Members), "__dmasan_table");
  Table->setVisibility(GlobalValue::HiddenVisibility);
  Table->setSection(".dmasan_table");
  Table->setExternallyInitialized(true);
  Table->setDSOLocal(true);
  return Table;
}

Value *RuntimeAbi::tableMember(IRBuilder<> &B, unsigned Member, Type *Type) {
  LoadInst *Load = B.CreateLoad(
      Type, B.CreateStructGEP(table()->getValueType(), table(), Member));
  markOwn(Load);
  return Load;
}

/// Prepares a function that DMASan itself adds to a module. The module's own
/// code generation choices (retpolines, return thunks, signed return addresses,
/// frame pointers, no SSE) hold for it as well. Not the patchable entry: what
/// is patched in there changes registers that preserve_most leaves to the
/// caller (arm64: x9).
static void dressAsModule(Function *F) {
  F->addFnAttr(Attribute::NoInline);
  F->addFnAttr(Attribute::NoUnwind);
  F->addFnAttr(Attribute::Cold);
  F->addFnAttr(Attribute::DisableSanitizerInstrumentation);
  F->addFnAttr(Attribute::NoImplicitFloat);
  for (const Function &Other : *F->getParent())
    if (!Other.isDeclaration() && &Other != F) {
      for (StringRef Key :
           {"target-cpu", "target-features", "tune-cpu", "frame-pointer",
            "no-jump-tables", "sign-return-address", "sign-return-address-key",
            "branch-target-enforcement"})
        if (Other.hasFnAttribute(Key))
          F->addFnAttr(Other.getFnAttribute(Key));
      if (Other.hasFnAttribute(Attribute::FnRetThunkExtern))
        F->addFnAttr(Attribute::FnRetThunkExtern);
      if (Other.hasFnAttribute(Attribute::NoRedZone))
        F->addFnAttr(Attribute::NoRedZone);
      break;
    }
}

/// A function that returns the table's address: a kernel without KALLSYMS_ALL
/// forgets the names of a module's data, not those of its functions.
void RuntimeAbi::emitTableFinder() {
  const char *Name = "__dmasan_find_table";
  GlobalVariable *Found = M.getNamedGlobal("__dmasan_table");
  if (!dynamic() || !Found || M.getFunction(Name))
    return;
  Function *F =
      Function::Create(FunctionType::get(PointerType::getUnqual(C), false),
                       GlobalValue::WeakAnyLinkage, Name, M);
  F->setVisibility(GlobalValue::HiddenVisibility);
  F->setDSOLocal(true);
  dressAsModule(F);
  IRBuilder<> B(BasicBlock::Create(C, "entry", F));
  B.CreateRet(Found);
}

/// An internal function that calls a member of the table, if it is there, with
/// its own arguments, `Fixed` ones, and its own return address.
Function *RuntimeAbi::stub(StringRef Name, FunctionType *Type, unsigned Member,
                           ArrayRef<Value *> Fixed) {
  if (Function *F = M.getFunction(Name))
    return F;
  Function *F = Function::Create(Type, GlobalValue::InternalLinkage, Name, M);
  dressAsModule(F);

  BasicBlock *Entry = BasicBlock::Create(C, "entry", F);
  BasicBlock *Call = BasicBlock::Create(C, "call", F);
  BasicBlock *Done = BasicBlock::Create(C, "done", F);
  IRBuilder<> B(Entry);
  Value *Target = tableMember(B, Member, PointerType::getUnqual(C));
  B.CreateCondBr(B.CreateIsNull(Target), Done, Call);
  B.SetInsertPoint(Call);
  Value *Pc = B.CreatePtrToInt(
      B.CreateIntrinsic(Intrinsic::returnaddress, {}, {B.getInt32(0)}), Word);
  SmallVector<Value *, 4> Args;
  SmallVector<llvm::Type *, 4> Types;
  for (Argument &A : F->args()) {
    Args.push_back(&A);
    Types.push_back(A.getType());
  }
  for (Value *V : Fixed) {
    Args.push_back(V);
    Types.push_back(V->getType());
  }
  Args.push_back(Pc);
  Types.push_back(Word);
  B.CreateCall(FunctionType::get(B.getVoidTy(), Types, false), Target, Args);
  B.CreateBr(Done);
  B.SetInsertPoint(Done);
  B.CreateRetVoid();
  return F;
}

FunctionCallee RuntimeAbi::callEvent() {
  FunctionType *Type =
      FunctionType::get(Type::getVoidTy(C), {PointerType::getUnqual(C)}, false);
  if (dynamic())
    return stub("__dmasan_call_stub", Type, TableCall);
  return M.getOrInsertFunction("__dmasan_call", Type);
}

void RuntimeAbi::emitSlowAccess(IRBuilder<> &B, Value *Addr, uint64_t Size,
                                bool IsStore) {
  std::string Name = IsStore ? "__dmasan_store" : "__dmasan_load";
  if (dynamic()) {
    Name += std::to_string(Size) + "_stub";
    Function *Stub =
        stub(Name, FunctionType::get(B.getVoidTy(), {Word}, false), TableAccess,
             {ConstantInt::get(Word, Size), B.getInt32(IsStore)});
    Stub->setCallingConv(CallingConv::PreserveMost);
    B.CreateCall(Stub, {Addr})->setCallingConv(CallingConv::PreserveMost);
    return;
  }
  bool Sized = isPowerOf2_64(Size) && Size <= 16;
  Name += Sized ? std::to_string(Size) : "_n";
  SmallVector<Type *, 2> Types(Sized ? 1 : 2, Word);
  SmallVector<Value *, 2> Args{Addr};
  if (!Sized)
    Args.push_back(ConstantInt::get(Word, Size));
  FunctionCallee Slow = M.getOrInsertFunction(
      Name, FunctionType::get(B.getVoidTy(), Types, false));
  CallInst *Call = B.CreateCall(Slow, Args);
  Call->setCallingConv(CallingConv::PreserveMost);
  Call->setDoesNotThrow();
  cast<Function>(Slow.getCallee())->setCallingConv(CallingConv::PreserveMost);
}

void RuntimeAbi::emitRange(IRBuilder<> &B, Value *Addr, Value *Size,
                           bool IsStore) {
  if (dynamic()) {
    FunctionType *Type =
        FunctionType::get(B.getVoidTy(), {Word, Word, B.getInt32Ty()}, false);
    B.CreateCall(stub("__dmasan_range_stub", Type, TableRange),
                 {Addr, Size, B.getInt32(IsStore)});
    return;
  }
  FunctionCallee Range = M.getOrInsertFunction(
      IsStore ? "__dmasan_store_range" : "__dmasan_load_range",
      FunctionType::get(B.getVoidTy(), {Word, Word}, false));
  B.CreateCall(Range, {Addr, Size})->setDoesNotThrow();
}

void RuntimeAbi::emitUncheckedUse(Instruction *Use, LoadInst *Load) {
  IRBuilder<> B(Use);
  FunctionCallee Tell = M.getOrInsertFunction(
      "__dmasan_unchecked_use",
      FunctionType::get(B.getVoidTy(), {Word, Word}, false));
  uint64_t Size = M.getDataLayout().getTypeStoreSize(Load->getType());
  B.CreateCall(Tell, {B.CreatePtrToInt(Load->getPointerOperand(), Word),
                      ConstantInt::get(Word, Size)})
      ->setDoesNotThrow();
}

FunctionCallee RuntimeAbi::rangeTrapped() {
  Type *I32 = Type::getInt32Ty(C);
  FunctionCallee F =
      M.getOrInsertFunction("__dmasan_range_trapped",
                            FunctionType::get(I32, {Word, Word, I32}, false));
  return F;
}

/// i1: one of so many shadow bytes at the place has the trap.
static Value *testBytes(IRBuilder<> &B, Value *Shadow, unsigned Lines,
                        bool IsStore) {
  Type *Bytes = B.getIntNTy(8 * Lines);
  LoadInst *Load = B.CreateAlignedLoad(Bytes, Shadow, Align(1));
  markOwn(Load);
  unsigned Trap = IsStore ? DMASAN_STORE_TRAP : DMASAN_LOAD_TRAP;
  APInt Traps = APInt::getSplat(8 * Lines, APInt(8, Trap));
  return B.CreateIsNotNull(B.CreateAnd(Load, ConstantInt::get(Bytes, Traps)));
}

Value *RuntimeAbi::emitTrapped(IRBuilder<> &B, Value *Addr, unsigned Lines,
                               bool IsStore) {
  assert(!dynamic());
  Value *Line = B.CreateLShr(Addr, DMASAN_SHADOW_SCALE);
  Value *Shadow =
      B.CreateAdd(Line, ConstantInt::get(Word, Options.ShadowOffset));
  return testBytes(B, B.CreateIntToPtr(Shadow, B.getPtrTy()), Lines, IsStore);
}

Instruction *RuntimeAbi::emitTest(Instruction *Before, Value *Addr,
                                  unsigned Lines, bool IsStore) {
  IRBuilder<> B(Before);
  Value *Trapped;
  if (dynamic()) {
    // addr - base < limit && shadow[(addr - base) >> 6] & trap
    Value *Offset = B.CreateSub(Addr, tableMember(B, TableBase, Word));
    Value *Inside = B.CreateICmpULT(Offset, tableMember(B, TableLimit, Word));
    Before = SplitBlockAndInsertIfThen(Inside, Before, false);
    B.SetInsertPoint(Before);
    Value *Shadow = tableMember(B, TableShadow, B.getPtrTy());
    Value *Line = B.CreateLShr(Offset, DMASAN_SHADOW_SCALE);
    Trapped =
        testBytes(B, B.CreateGEP(B.getInt8Ty(), Shadow, Line), Lines, IsStore);
  } else {
    Trapped = emitTrapped(B, Addr, Lines, IsStore);
  }
  return SplitBlockAndInsertIfThen(Trapped, Before, /*Unreachable=*/false,
                                   MDBuilder(C).createUnlikelyBranchWeights());
}

void RuntimeAbi::emitConstructor() {
  if (dynamic())
    return;
  Type *I32 = Type::getInt32Ty(C), *I64 = Type::getInt64Ty(C);
  constexpr char Name[] = "dmasan.module_ctor";
  auto [Ctor, Init] = createSanitizerCtorAndInitFunctions(
      M, Name, "__dmasan_init", {I32, I64},
      {ConstantInt::get(I32, DMASAN_ABI_VERSION),
       ConstantInt::get(I64, Options.ShadowOffset)});
  registerConstructor(Ctor);
  if (Options.Fetches)
    emitWatch("fetches");
}

void RuntimeAbi::emitWatch(StringRef What) {
  if (dynamic())
    return;
  Function *Ctor =
      createSanitizerCtor(M, ("dmasan.watch_" + What + "_ctor").str());
  IRBuilder<>(Ctor->back().getTerminator())
      .CreateCall(M.getOrInsertFunction(("__dmasan_watch_" + What).str(),
                                        Type::getVoidTy(C)));
  registerConstructor(Ctor);
}

/// One a program of each name, whatever objects are mixed.
void RuntimeAbi::registerConstructor(Function *Ctor) {
  Ctor->setComdat(M.getOrInsertComdat(Ctor->getName()));
  Ctor->addFnAttr(Attribute::DisableSanitizerInstrumentation);
  // Before the program's own constructors, which may use memory already.
  appendToGlobalCtors(M, Ctor, /*Priority=*/1, Ctor);
}
