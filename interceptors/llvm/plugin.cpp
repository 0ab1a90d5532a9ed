// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Registration with LLVM's pass manager. Two passes:
//   dmasan-calls     first of the pipeline, before inlining: API events;
//   dmasan-accesses  last of the pipeline, after optimisation: loads, stores.
// Both run at every optimisation level and are required (never skipped for
// optnone functions).

#include "interceptors/llvm/call_events.h"
#include "interceptors/llvm/instrument.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Dominators.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Passes/PassPlugin.h"

using namespace llvm;

namespace {

/// Set at the end: an input in LLVM's own language may come from these passes.
constexpr char kInstrumented[] = "dmasan";

struct CallEventsPass : PassInfoMixin<CallEventsPass> {
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    if (M.getModuleFlag(kInstrumented))
      return PreservedAnalyses::all();
    dmasan::PluginOptions Options = dmasan::PluginOptions::fromCommandLine();
    dmasan::RuntimeAbi Abi(M, Options);
    dmasan::ModelSet Models = dmasan::ModelSet::load(Options, M);
    return dmasan::insertCallEvents(M, Models, Abi, Options.Target)
               ? PreservedAnalyses::none()
               : PreservedAnalyses::all();
  }
  static bool isRequired() { return true; }
};

struct AccessesPass : PassInfoMixin<AccessesPass> {
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &Manager) {
    if (M.getModuleFlag(kInstrumented))
      return PreservedAnalyses::all();
    M.addModuleFlag(Module::Max, kInstrumented, 1);
    dmasan::PluginOptions Options = dmasan::PluginOptions::fromCommandLine();
    dmasan::RuntimeAbi Abi(M, Options);
    dmasan::IgnoreList Ignored(Options, M);
    auto &Functions =
        Manager.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager();
    SmallVector<Function *, 64> Work;
    for (Function &F : M)
      if (Options.Accesses && dmasan::shouldInstrument(F, Ignored))
        Work.push_back(&F);
    dmasan::UnmappableGlobals Private(M);
    for (Function *F : Work)
      dmasan::instrumentFunction(
          *F,
          {Functions.getResult<LoopAnalysis>(*F),
           Functions.getResult<DominatorTreeAnalysis>(*F),
           Functions.getResult<AssumptionAnalysis>(*F),
           Functions.getResult<ScalarEvolutionAnalysis>(*F),
           Functions.getResult<OptimizationRemarkEmitterAnalysis>(*F)},
          Private, Abi, Options.Elide);
    Abi.emitTableFinder();
    Abi.emitConstructor();
    return PreservedAnalyses::none();
  }
  static bool isRequired() { return true; }
};

} // namespace

extern "C" LLVM_ATTRIBUTE_WEAK
    __attribute__((visibility("default"))) PassPluginLibraryInfo
    llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "DMASan", "1", [](PassBuilder &Builder) {
            Builder.registerPipelineStartEPCallback(
                [](ModulePassManager &Passes, OptimizationLevel) {
                  Passes.addPass(CallEventsPass());
                });
            Builder.registerOptimizerLastEPCallback(
                [](ModulePassManager &Passes, OptimizationLevel) {
                  Passes.addPass(AccessesPass());
                });
            Builder.registerPipelineParsingCallback(
                [](StringRef Name, ModulePassManager &Passes,
                   ArrayRef<PassBuilder::PipelineElement>) {
                  if (Name == "dmasan-calls")
                    Passes.addPass(CallEventsPass());
                  else if (Name == "dmasan-accesses")
                    Passes.addPass(AccessesPass());
                  else
                    return false;
                  return true;
                });
          }};
}
