// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that the DMA API itself allocates: coherent, noncoherent, pages.

#include "runtime/check/arguments.h"
#include "runtime/engine/handlers.h"

namespace dmasan {

void onAlloc(Event &E) {
  CallView Call = E.view();
  Verdicts V;
  checkNewMapping(Call, V);
  accuseAll(E, V, 0);
  uint64_t Cpu = Call.Cpu ? Call.Cpu : E.Call.result;
  if (!Cpu)
    noteFailure(E, Call.Dma);
  if (!Cpu || Call.Size == 0 || Call.Dma == DMASAN_MAPPING_ERROR)
    return;
  bool HasMemory = !(E.Call.attrs & DMASAN_ATTR_NO_KERNEL_MAPPING);
  makeMapping(
      E, {HasMemory ? spanOf(Cpu, Call.Size) : Span{}, Call.Dma, Call.Size});
}

void onFree(Event &E) {
  MappingQuery Query = E.query();
  if (!Query.Device)
    return;
  for (;;) {
    MappingRef M = findByStart(Query);
    // The handle is wrong; the CPU address may still tell what is meant.
    if (!M && Query.Cpu && (M = findByCpu(Query.Cpu, E.Rules)) &&
        (M->Device != Query.Device || M->Cpu.Begin != Query.Cpu))
      M = {};
    if (!M) {
      onUnmapMiss(E, Query);
      return;
    }
    if (!endMapping(E, *M, M.id()))
      continue;
    Verdicts V;
    checkFree(viewOf(*M), E.view(), V);
    accuseIfMeant(E, V, *M, M.id());
    return;
  }
}

} // namespace dmasan
