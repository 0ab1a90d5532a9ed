// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that becomes uncached. Its lines have to leave the cache, before or
// after that: a dirty one is written back some time later, over what was stored
// past the cache. Until they do, the memory is as stale as after an unmap
// without sync, for loads and stores alike, under a record that is no mapping.
//
// Threading: the list of late flushes has a lock of its own. Failure: without
// memory for a record nothing is judged.

#include "runtime/engine/handlers.h"
#include "runtime/engine/recent_spans.h"

namespace dmasan {

namespace {

/// What was flushed last: whoever flushes before the remap does so just before.
constinit RecentSpans<8> Flushes = {};

} // namespace

static void endStale(Event &E, Span Bytes) {
  MappingRef Live;
  if (rangeTrapped(uintptr_t(Bytes.Begin), uintptr_t(Bytes.size()), kLoadTrap))
    detachAll(Bytes, true, E.Rules, Live);
}

void dropLines(Event &E, Span Bytes) {
  Flushes.note(Bytes);
  endStale(E, Bytes);
}

void onRemap(Event &E) {
  Span Bytes = spanOf(E.cpu(), E.Call.size);
  if (!E.cpu() || Bytes.empty())
    return;
  endStale(E, Bytes);
  if (E.Call.attrs != 0 || Flushes.cover(Bytes))
    return;
  MappingRef Mine = newMapping();
  if (!Mine)
    return;
  Mapping &M = *Mine;
  M.Cpu = Bytes;
  M.Size = Bytes.size();
  M.MapStack = E.stack();
  M.DeviceWrites = true;
  M.Direction = DMASAN_BIDIRECTIONAL;
  M.set(kMappingUncached);
  attachRange(Mine.id(), LineReason::DeviceWrites, E.Rules, nullptr);
  applyRange(Mine.id(), Bytes, RangeEvent::UnmapSkipSync, E.Rules);
}

} // namespace dmasan
