// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Variables are followed without regard to the order of stores: one store of
// anything else, in a variable or in the same member of any object, and the
// value may be that.

#include "interceptors/llvm/count_source.h"

#include "dmasan/interface.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

using namespace llvm;
using namespace dmasan;

namespace {

class CountWalk {
public:
  CountWalk(const Module &M, const ModelSet &Models) : M(M), Models(Models) {}

  bool isReturned(const Value *V) {
    while (auto *Cast = dyn_cast<CastInst>(V))
      V = Cast->getOperand(0);
    if (auto *Call = dyn_cast<CallBase>(V))
      return returnsCount(*Call);
    auto *Load = dyn_cast<LoadInst>(V);
    if (!Load || !Seen.insert(Load->getPointerOperand()).second)
      return false;
    const Value *Place = Load->getPointerOperand();
    if (auto *Local = dyn_cast<AllocaInst>(Place))
      return isReturnedIn(*Local);
    if (auto *Member = memberOf(Place))
      return isReturnedIn(*Member);
    return false;
  }

private:
  bool returnsCount(const CallBase &Call) const {
    const Function *Callee = Call.getCalledFunction();
    const FunctionModel *Model =
        Callee ? Models.find(Callee->getName()) : nullptr;
    return Model && Model->Event == DMASAN_EVENT_MAP_SG &&
           none_of(Model->Args,
                   [](const auto &Arg) { return Arg.first == Role::SG_TABLE; });
  }

  static const GEPOperator *memberOf(const Value *Place) {
    auto *Address = dyn_cast<GEPOperator>(Place);
    return Address && Address->getSourceElementType()->isStructTy() &&
                   Address->hasAllConstantIndices()
               ? Address
               : nullptr;
  }

  static bool isSameMember(const GEPOperator &A, const GEPOperator &B) {
    return A.getSourceElementType() == B.getSourceElementType() &&
           A.getNumIndices() == B.getNumIndices() &&
           std::equal(std::next(A.idx_begin()), A.idx_end(),
                      std::next(B.idx_begin()));
  }

  /// Takes one store into the variable; false: it ends the search.
  bool take(const StoreInst &Store) {
    const Value *New = Store.getValueOperand();
    if (isa<ConstantInt>(New))
      return true;
    Found = isReturned(New);
    return Found;
  }

  bool isReturnedIn(const AllocaInst &Local) {
    for (const User *By : Local.users()) {
      auto *Store = dyn_cast<StoreInst>(By);
      if (Store && Store->getPointerOperand() == &Local) {
        if (!take(*Store))
          return false;
      } else if (!isa<LoadInst, DbgInfoIntrinsic, LifetimeIntrinsic>(By)) {
        return false; // others know its address
      }
    }
    return Found;
  }

  bool isReturnedIn(const GEPOperator &Member) {
    for (const Function &F : M)
      for (const Instruction &I : instructions(F)) {
        auto *Store = dyn_cast<StoreInst>(&I);
        auto *Place = Store ? memberOf(Store->getPointerOperand()) : nullptr;
        if (Place && isSameMember(*Place, Member) && !take(*Store))
          return false;
      }
    return Found;
  }

  const Module &M;
  const ModelSet &Models;
  bool Found = false;
  SmallPtrSet<const Value *, 8> Seen;
};

} // namespace

bool dmasan::countIsReturned(const Value *Count, const Module &M,
                             const ModelSet &Models) {
  return CountWalk(M, Models).isReturned(Count);
}
