// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From each load forward through arithmetic to indices and lengths.

#include "interceptors/llvm/unchecked_use.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace dmasan;

namespace {

/// What is computed from one loaded value, and what it is used for.
class Flow {
public:
  Flow(LoadInst &Load, const DominatorTree &Tree) : Tree(Tree) {
    follow(&Load, /*Masked=*/false);
  }
  SmallVector<Instruction *, 4> unchecked() const {
    SmallVector<Instruction *, 4> Found;
    for (Instruction *Use : Uses)
      if (none_of(Checks, [&](const Instruction *Check) {
            return Tree.dominates(Check, Use);
          }))
        Found.push_back(Use);
    return Found;
  }

private:
  void follow(Value *V, bool Masked);
  void visit(Value *V, Instruction &User, const Use &Operand, bool Masked);

  const DominatorTree &Tree;
  SmallPtrSet<Value *, 16> Seen;
  SmallVector<Instruction *, 4> Uses, Checks;
};

} // namespace

static bool isTestOfZero(const ICmpInst &Compare) {
  auto *Other = dyn_cast<ConstantInt>(Compare.getOperand(1));
  return Compare.isEquality() && Other && Other->isZero();
}

void Flow::follow(Value *V, bool Masked) {
  if (!Seen.insert(V).second)
    return;
  for (const Use &Operand : V->uses())
    if (auto *User = dyn_cast<Instruction>(Operand.getUser()))
      visit(V, *User, Operand, Masked);
}

void Flow::visit(Value *V, Instruction &User, const Use &Operand, bool Masked) {
  if (auto *Compare = dyn_cast<ICmpInst>(&User)) {
    if (!isTestOfZero(*Compare))
      Checks.push_back(Compare);
  } else if (isa<SwitchInst>(User)) {
    Checks.push_back(&User);
  } else if (isa<CastInst>(User)) {
    follow(&User, Masked);
  } else if (auto *Math = dyn_cast<BinaryOperator>(&User)) {
    switch (Math->getOpcode()) {
    case Instruction::Add:
    case Instruction::Sub:
    case Instruction::Mul:
    case Instruction::Shl:
    case Instruction::Or:
      return follow(Math, Masked);
    case Instruction::And:
    case Instruction::LShr:
      // A field of a word: small enough for an index, not for a length.
      return follow(Math, true);
    default:
      return; // a remainder, a quotient
    }
  } else if (isa<GetElementPtrInst>(User)) {
    if (Operand.getOperandNo() != 0 && !Masked)
      Uses.push_back(&User);
  } else if (auto *Bulk = dyn_cast<MemIntrinsic>(&User)) {
    if (Bulk->getLength() == V)
      Uses.push_back(Bulk);
  } else if (auto *Swap = dyn_cast<IntrinsicInst>(&User);
             Swap && Swap->getIntrinsicID() == Intrinsic::bswap) {
    follow(Swap, Masked);
  }
}

unsigned dmasan::announceUncheckedUses(Function &F, ArrayRef<Access> Accesses,
                                       const DominatorTree &Tree,
                                       RuntimeAbi &Abi) {
  SmallVector<std::pair<LoadInst *, Instruction *>, 8> Work;
  for (const Access &A : Accesses)
    if (auto *Load = dyn_cast<LoadInst>(A.At);
        Load && Load->getType()->isIntegerTy())
      for (Instruction *Use : Flow(*Load, Tree).unchecked())
        Work.push_back({Load, Use});
  for (auto [Load, Use] : Work)
    Abi.emitUncheckedUse(Use, Load);
  return unsigned(Work.size());
}
