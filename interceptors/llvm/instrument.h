// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Instrumentation of one function's loads and stores, and the decision whether
// a function is instrumented at all.

#pragma once

#include "interceptors/llvm/check_emitter.h"
#include "llvm/Support/SpecialCaseList.h"

namespace llvm {
class AssumptionCache;
class DominatorTree;
class LoopInfo;
class OptimizationRemarkEmitter;
class ScalarEvolution;
} // namespace llvm

namespace dmasan {

struct FunctionAnalyses {
  llvm::LoopInfo &Loops;
  llvm::DominatorTree &Tree;
  llvm::AssumptionCache &Assumptions;
  llvm::ScalarEvolution &Evolution;
  llvm::OptimizationRemarkEmitter &Remarks;
};

/// Files and functions that the user excluded: section [dma] or [*], entries
/// src: and fun:. A malformed list is an error of the compilation.
class IgnoreList {
public:
  IgnoreList(const PluginOptions &Options, llvm::Module &M);
  bool contains(const llvm::Function &F) const;

private:
  std::unique_ptr<llvm::SpecialCaseList> List;
};

bool shouldInstrument(const llvm::Function &F, const IgnoreList &Ignored);

/// Returns true when the function was changed.
bool instrumentFunction(llvm::Function &F, FunctionAnalyses Analyses,
                        const UnmappableGlobals &Private, RuntimeAbi &Abi,
                        bool Elide);

} // namespace dmasan
