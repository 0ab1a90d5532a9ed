// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Second addresses of memory come and go, and their lines are flushed and
// invalidated. Which memory it is, the host knows. An area whose first page is
// no second address is ordinary memory.

#include "runtime/core/alias.h"
#include "runtime/engine/handlers.h"
#include "runtime/port/port.h"

namespace dmasan {

namespace {

void createAliases(Event &E) {
  uint64_t Begin = E.cpu();
  uint64_t Size = E.Call.size ? E.Call.size : E.Call.count << kPageShift;
  AliasLines Lines = E.Call.flags & DMASAN_CALL_SHARED_LINES
                         ? AliasLines::Shared
                         : AliasLines::Apart;
  uint64_t End = alignUp(saturatingEnd(Begin, Size), kPageSize);
  for (uint64_t At = alignDown(Begin, kPageSize); At < End; At += kPageSize) {
    uint64_t Memory = dmasan_port_alias_memory(uintptr_t(At));
    if (!Memory) {
      onMemory(E);
      return;
    }
    beginAlias(At >> kPageShift, Memory >> kPageShift, Lines, E.Rules);
  }
}

/// Without a size the area ends where the next page is no alias.
void destroyAliases(Event &E) {
  uint64_t Page = E.cpu() >> kPageShift;
  uint64_t Most = E.Call.size ? alignUp(E.Call.size, kPageSize) >> kPageShift
                              : ~uint64_t(0);
  for (; Most && endAlias(Page, E.Rules); ++Page)
    --Most;
}

} // namespace

void onAlias(Event &E) {
  uint64_t Cpu = E.cpu();
  if (!Cpu)
    return;
  switch (E.Call.event) {
  case DMASAN_EVENT_ALIAS_CREATE:
    return createAliases(E);
  case DMASAN_EVENT_ALIAS_DESTROY:
    return destroyAliases(E);
  case DMASAN_EVENT_ALIAS_FLUSH:
    return flushAlias(spanOf(Cpu, E.Call.size), E.Rules);
  default:
    return invalidateAlias(spanOf(Cpu, E.Call.size), E.Rules);
  }
}

} // namespace dmasan
