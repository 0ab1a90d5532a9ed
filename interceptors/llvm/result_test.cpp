// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows the result along its uses: through casts, local variables and the
// arguments of functions whose body is here. A variable is followed along the
// control flow from the store of the result to the next store, so that a test
// of what it holds later does not count.

#include "interceptors/llvm/result_test.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace dmasan;

namespace {

class ResultWalk {
public:
  ResultWalk(FailureSign Sign, const ModelSet &Models)
      : Sign(Sign), Models(Models) {}

  bool tested(const Value *Result) {
    follow(Result);
    while (!Work.empty())
      for (const Use &U : Work.pop_back_val()->uses())
        if (isTest(U))
          return true;
    return false;
  }

private:
  void follow(const Value *V) {
    if (Seen.insert(V).second)
      Work.push_back(V);
  }

  bool isTest(const Use &U) {
    const User *By = U.getUser();
    if (isa<CastInst, PHINode, FreezeInst>(By)) {
      follow(By);
      return false;
    }
    if (auto *Compare = dyn_cast<ICmpInst>(By))
      return isTestBy(*Compare, U.getOperandNo());
    if (auto *Store = dyn_cast<StoreInst>(By))
      return isTestInMemory(*Store);
    if (auto *Call = dyn_cast<CallBase>(By))
      return isTestByCallee(*Call, U);
    return true;
  }

  /// Whether failure and some success get different answers.
  bool isTestBy(const ICmpInst &Compare, unsigned Operand) {
    const Value *Other = Compare.getOperand(1 - Operand);
    ICmpInst::Predicate P =
        Operand == 0 ? Compare.getPredicate() : Compare.getSwappedPredicate();
    if (auto *Bound = dyn_cast<ConstantInt>(Other)) {
      const APInt &C = Bound->getValue();
      APInt Zero(C.getBitWidth(), 0);
      auto Differs = [&](const APInt &Value) {
        return ICmpInst::compare(Zero, C, P) != ICmpInst::compare(Value, C, P);
      };
      bool Fits =
          Sign == FailureSign::Zero ? !C.isNegative() : !C.isStrictlyPositive();
      APInt One = Sign == FailureSign::Zero ? Zero + 1 : Zero - 1;
      return Differs(One) || (Fits && (Differs(C) || Differs(C + One)));
    }
    return !(ICmpInst::isRelational(P) && isCounter(Other));
  }

  /// A variable that begins at zero and is counted: the bound of a loop over
  /// the entries is no test.
  static bool isCounter(const Value *V) {
    auto *Load = dyn_cast<LoadInst>(V);
    auto *Local =
        Load ? dyn_cast<AllocaInst>(Load->getPointerOperand()) : nullptr;
    if (!Local)
      return false;
    bool Begins = false, Counts = false;
    for (const User *By : Local->users()) {
      auto *Store = dyn_cast<StoreInst>(By);
      if (!Store || Store->getPointerOperand() != Local)
        continue;
      const Value *New = Store->getValueOperand();
      if (auto *C = dyn_cast<ConstantInt>(New))
        Begins |= C->isZero();
      if (auto *Sum = dyn_cast<BinaryOperator>(New))
        Counts |= Sum->getOpcode() == Instruction::Add;
    }
    return Begins && Counts;
  }

  bool isTestInMemory(const StoreInst &Store) {
    auto *Local = dyn_cast<AllocaInst>(Store.getPointerOperand());
    if (!Local || Store.getValueOperand() == Local || Store.isVolatile())
      return true;
    for (const User *By : Local->users())
      if (!isa<LoadInst, StoreInst, DbgInfoIntrinsic>(By) &&
          !(isa<IntrinsicInst>(By) &&
            cast<IntrinsicInst>(By)->isLifetimeStartOrEnd()))
        return true; // others know its address
    followVariable(*Local, Store);
    return false;
  }

  void followVariable(const AllocaInst &Local, const StoreInst &From) {
    SmallPtrSet<const BasicBlock *, 16> Visited;
    SmallVector<const BasicBlock *, 16> Blocks;
    auto Scan = [&](const BasicBlock &Block, BasicBlock::const_iterator At) {
      for (; At != Block.end(); ++At) {
        if (auto *Load = dyn_cast<LoadInst>(At);
            Load && Load->getPointerOperand() == &Local)
          follow(Load);
        if (auto *Store = dyn_cast<StoreInst>(At);
            Store && Store->getPointerOperand() == &Local)
          return;
      }
      for (const BasicBlock *Next : successors(&Block))
        if (Visited.insert(Next).second)
          Blocks.push_back(Next);
    };
    Scan(*From.getParent(), std::next(From.getIterator()));
    while (!Blocks.empty()) {
      const BasicBlock *Block = Blocks.pop_back_val();
      Scan(*Block, Block->begin());
    }
  }

  bool isTestByCallee(const CallBase &Call, const Use &U) {
    if (isa<DbgInfoIntrinsic>(Call))
      return false;
    if (!Call.isArgOperand(&U))
      return true;
    unsigned Index = Call.getArgOperandNo(&U);
    // What is printed is not judged.
    if (Index >= Call.getFunctionType()->getNumParams())
      return false;
    const Function *Callee = Call.getCalledFunction();
    if (!Callee)
      return true;
    // A count is passed on to unmap; as an address it means nothing.
    if (Models.find(Callee->getName()))
      return false;
    if (!Callee->hasExactDefinition())
      return true;
    follow(Callee->getArg(Index));
    return false;
  }

  const FailureSign Sign;
  const ModelSet &Models;
  SmallPtrSet<const Value *, 16> Seen;
  SmallVector<const Value *, 16> Work;
};

} // namespace

bool dmasan::resultIsTested(const CallBase &Call, FailureSign Sign,
                            const ModelSet &Models) {
  return ResultWalk(Sign, Models).tested(&Call);
}
