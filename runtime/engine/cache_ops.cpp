// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cache maintenance by address.

#include "runtime/check/cache.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/options.h"

namespace dmasan {

static CacheOp operationOf(uint32_t Event) {
  switch (Event) {
  case DMASAN_EVENT_CACHE_CLEAN:
    return CacheOp::Clean;
  case DMASAN_EVENT_CACHE_INVALIDATE:
    return CacheOp::Invalidate;
  default:
    return CacheOp::Flush;
  }
}

void onCacheOp(Event &E) {
  uint64_t Cpu = E.cpu();
  if (!Cpu || !E.Call.size)
    return;
  if (operationOf(E.Call.event) != CacheOp::Clean)
    dropLines(E, spanOf(Cpu, E.Call.size));
  MappingRef M = findByCpu(Cpu, E.Rules);
  if (M && M->Coherent)
    return;
  MappingView View;
  if (M)
    View = viewOf(*M);
  OriginInfo Origin = originOf(Cpu, 1);
  Verdicts V;
  checkCacheOp({operationOf(E.Call.event), spanOf(Cpu, E.Call.size),
                (E.Call.flags & DMASAN_CALL_WHOLE_LINES) != 0},
               M ? &View : nullptr, Origin, E.Rules.HazardLine,
               options().unknown_bounds == 0, V);
  accuseAll(E, V, M.id(), &Origin);
}

} // namespace dmasan
