// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Freeing coherent memory may have to unmap its second address, which waits for
// the other CPUs: interrupts have to be on. Allocation waits when its flags
// allow it; pools are made and destroyed under a mutex.

#include "runtime/check/context.h"

namespace dmasan {

void checkContext(uint32_t Event, uint8_t Api, uint64_t GfpFlags,
                  const ContextView &Context, Verdicts &Out) {
  switch (Event) {
  case DMASAN_EVENT_FREE:
    if (Context.IrqsOff && Api == DMASAN_API_COHERENT)
      Out.add(Kind::FreeInAtomic);
    return;
  case DMASAN_EVENT_ALLOC:
  case DMASAN_EVENT_POOL_ALLOC:
    if (Context.Atomic && GfpFlags & DMASAN_GFP_MAY_SLEEP)
      Out.add(Kind::SleepInAtomic);
    return;
  case DMASAN_EVENT_POOL_CREATE:
  case DMASAN_EVENT_POOL_DESTROY:
    if (Context.Atomic)
      Out.add(Kind::SleepInAtomic);
    return;
  default:
    return;
  }
}

} // namespace dmasan
