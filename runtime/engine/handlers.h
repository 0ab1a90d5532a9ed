// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function an event; dispatch.cpp has the table. Each updates the state,
// asks the checks and accuses, holding no lock while it accuses.

#pragma once

#include "runtime/engine/accuse.h"

namespace dmasan {

void onMap(Event &E);
void onUnmap(Event &E);
void onSync(Event &E);
void onSubBuffers(Event &E);
void onExcuse(Event &E);
void onMapSg(Event &E);
void onMapSgUntested(Event &E);
void onUnmapSg(Event &E);
void onSyncSg(Event &E);
void onAlloc(Event &E);
void onFree(Event &E);
void onPoolCreate(Event &E);
void onPoolDestroy(Event &E);
void onPoolAlloc(Event &E);
void onPoolFree(Event &E);
void onPoolCorrupt(Event &E);
void onMappingError(Event &E);
void onPhysToVirt(Event &E);
void onCachedAlias(Event &E);
void onRemap(Event &E);
void onOwnLines(Event &E);
void onSetMask(Event &E);
void onSetSegLimits(Event &E);
void onMemory(Event &E);
void onAlias(Event &E);
void onCacheOp(Event &E);
void onDeviceAdd(Event &E);
void onDeviceRemove(Event &E);
void onDeviceShutdown(Event &E);
void onDeviceAccess(Event &E);
void onRefusedAccess(Event &E);
void onDeviceOverrun(Event &E);
void onBufferOverrun(Event &E);
void onDmaBufVmap(Event &E);
void onDmaBufVunmap(Event &E);
void onDmaBufAccess(Event &E);
void onDmaBufPeek(Event &E);
void onForeignAccess(Event &E);
void onBarrier(Event &E);
void onDoorbell(Event &E);
void onDeviceSignal(Event &E);

/// A call for the device failed and left its caller with a value that
/// dma_mapping_error() knows nothing of.
void noteFailure(Event &E, uint64_t Left);
/// The next one of the device did not.
void forgetFailure(Event &E);

/// Lines of memory leave the cache: it may become uncached, and what is stale
/// in it ends.
void dropLines(Event &E, Span Bytes);

/// Whether a layer said that it keeps others off the lines of these bytes.
bool hasOwnLines(Span Bytes);

/// Whether the memory comes and goes with the mapping: nothing is handed over.
inline bool isAllocation(const dmasan_call &Call) {
  return Call.event == DMASAN_EVENT_ALLOC || Call.event == DMASAN_EVENT_FREE ||
         Call.api == DMASAN_API_NONCONTIGUOUS;
}

/// What a new mapping is made of.
struct NewMapping {
  Span Cpu; // empty: no CPU memory
  uint64_t Dma;
  uint64_t Size;
  const void *Object = nullptr;
  MappingId GroupHead = 0; // 0: itself
};
/// Makes, checks and publishes a mapping; an empty reference when out of memory
/// or when its arguments make it none.
MappingRef makeMapping(Event &E, const NewMapping &New);

/// Ends a mapping that the caller has found: ownership is judged, pages
/// forget it. False when another thread ended it first.
bool endMapping(Event &E, Mapping &M, MappingId Id);
/// What a call says of a mapping that it found by address: nothing when it may
/// have meant another one there that memory was short for.
void accuseIfMeant(Event &E, const Verdicts &V, const Mapping &M, MappingId Id);
/// A call names an address at which nothing begins: finds out what was meant,
/// says so and ends it.
void onUnmapMiss(Event &E, const MappingQuery &Query);

/// Bytes of a device-writable mapping that no device wrote, as far as the host
/// knows, become such as the CPU has no reason to read.
void markUnwritten(Event &E, Mapping &M, MappingId Id, Span Cpu);

/// One range of a mapping changes hands.
void syncRange(Event &E, MappingRef &M, Span Cpu, bool ForCpu);

/// Whether a hand-over loses data because system and hardware disagree; said
/// once a device.
void judgeCoherence(Event &E, const Mapping &M, MappingId Id, bool ToDevice);

/// A live mapping that has the CPU byte.
MappingRef findByCpu(uint64_t Cpu, const ShadowRules &Rules);

/// Reports what a device, or with 0 every device, left mapped, and ends it.
void reportLeaks(Event &E, DeviceId Device);

/// Reports what the device may write now, though nobody uses it any more.
void reportArmed(Event &E, DeviceId Device);

/// Live mappings that one place made.
struct LiveGroup {
  MappingId First; // referenced while it is visited
  uint64_t Count;  // scatterlists count once
  uint64_t Bytes;
};
/// Visits the live mappings of a device, or with 0 of all; they stay.
void visitLive(DeviceId Device, void *Context,
               void (*Visit)(void *Context, const LiveGroup &G));

} // namespace dmasan
