// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The late pass over one function: collect, group, remove, scan, emit.

#include "interceptors/llvm/instrument.h"

#include "interceptors/llvm/loop_scan.h"
#include "interceptors/llvm/loop_version.h"
#include "interceptors/llvm/unchecked_use.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Support/VirtualFileSystem.h"

#define DEBUG_TYPE "dmasan"

using namespace llvm;
using namespace dmasan;

STATISTIC(NumAccesses, "Accesses that may touch DMA memory");
STATISTIC(NumChecks, "Inline checks");
STATISTIC(NumProved, "Checks left out because an earlier one proves them");
STATISTIC(NumScanned, "Checks replaced by a scan before their loop");
STATISTIC(NumVersioned, "Loops with a copy without checks");

IgnoreList::IgnoreList(const PluginOptions &Options, Module &M) {
  if (Options.IgnoreLists.empty())
    return;
  std::string Error;
  List = SpecialCaseList::create(Options.IgnoreLists, *vfs::getRealFileSystem(),
                                 Error);
  if (!List)
    M.getContext().emitError("DMASan ignore list: " + Error);
}

bool IgnoreList::contains(const Function &F) const {
  return List &&
         (List->inSection("dma", "fun", F.getName()) ||
          List->inSection("dma", "src", F.getParent()->getSourceFileName()));
}

bool dmasan::shouldInstrument(const Function &F, const IgnoreList &Ignored) {
  return !F.isDeclaration() && !F.hasAvailableExternallyLinkage() &&
         !F.hasFnAttribute(Attribute::Naked) &&
         !F.hasFnAttribute(Attribute::DisableSanitizerInstrumentation) &&
         !F.getName().starts_with("dmasan.") && !Ignored.contains(F);
}

bool dmasan::instrumentFunction(Function &F, FunctionAnalyses Analyses,
                                const UnmappableGlobals &Private,
                                RuntimeAbi &Abi, bool Elide) {
  SmallVector<Access, 32> Accesses = collectAccesses(F, Private);
  if (Accesses.empty())
    return false;
  if (Elide && !Abi.dynamic())
    prepareLoops(F, Analyses.Loops, Analyses.Tree, Analyses.Evolution,
                 Analyses.Assumptions);
  NumAccesses += Accesses.size();
  SmallVector<CheckGroup, 32> Groups = groupAccesses(Accesses, Elide);
  size_t Made = Groups.size();
  size_t Proved = Elide ? removeProvedGroups(F, Groups) : 0;

  if (Abi.watchesFetches())
    announceUncheckedUses(F, Accesses, Analyses.Tree, Abi);
  CheckEmitter Emitter(Abi);
  ScanCounts Scans;
  if (Elide)
    Scans = scanLoops(F, Groups, Accesses, Analyses.Loops, Analyses.Evolution,
                      Abi, Emitter);
  for (const CheckGroup &Group : Groups)
    Emitter.emit(Group);
  for (const Access &A : Accesses)
    if (A.DynamicSize || A.Mask)
      Emitter.emitSpecial(A);
  NumChecks += Groups.size();
  NumProved += Proved;
  NumScanned += Scans.Scanned;
  NumVersioned += Scans.Versioned;
  Analyses.Remarks.emit([&] {
    return OptimizationRemark(DEBUG_TYPE, "Checks", &F)
           << ore::NV("Accesses", unsigned(Accesses.size())) << " accesses, "
           << ore::NV("Groups", unsigned(Made))
           << " groups: " << ore::NV("Proved", unsigned(Proved))
           << " proved by earlier checks, "
           << ore::NV("Scanned", unsigned(Scans.Scanned))
           << " scanned before their loop, "
           << ore::NV("Versioned", unsigned(Scans.Versioned))
           << " loops copied, " << ore::NV("Checks", unsigned(Groups.size()))
           << " checked inline";
  });
  return true;
}
