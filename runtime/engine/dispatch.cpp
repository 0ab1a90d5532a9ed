// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The way in: one table from event to handler, and the exported entry points.

#include "runtime/base/counters.h"
#include "runtime/check/context.h"
#include "runtime/engine/access.h"
#include "runtime/engine/handlers.h"

namespace dmasan {

namespace {

using Handler = void (*)(Event &);

/// Null: nothing to do for the core.
constexpr Handler handlerOf(uint32_t Id) {
  switch (Id) {
  case DMASAN_EVENT_MAP:
    return onMap;
  case DMASAN_EVENT_UNMAP:
    return onUnmap;
  case DMASAN_EVENT_SYNC_FOR_CPU:
  case DMASAN_EVENT_SYNC_FOR_DEVICE:
    return onSync;
  case DMASAN_EVENT_SUB_BUFFERS:
    return onSubBuffers;
  case DMASAN_EVENT_EXCUSE:
    return onExcuse;
  case DMASAN_EVENT_MAP_SG:
    return onMapSg;
  case DMASAN_EVENT_MAP_SG_UNTESTED:
    return onMapSgUntested;
  case DMASAN_EVENT_UNMAP_SG:
    return onUnmapSg;
  case DMASAN_EVENT_SYNC_SG_FOR_CPU:
  case DMASAN_EVENT_SYNC_SG_FOR_DEVICE:
    return onSyncSg;
  case DMASAN_EVENT_ALLOC:
    return onAlloc;
  case DMASAN_EVENT_FREE:
    return onFree;
  case DMASAN_EVENT_POOL_CREATE:
    return onPoolCreate;
  case DMASAN_EVENT_POOL_DESTROY:
    return onPoolDestroy;
  case DMASAN_EVENT_POOL_ALLOC:
    return onPoolAlloc;
  case DMASAN_EVENT_POOL_FREE:
    return onPoolFree;
  case DMASAN_EVENT_MAPPING_ERROR:
    return onMappingError;
  case DMASAN_EVENT_PHYS_TO_VIRT:
    return onPhysToVirt;
  case DMASAN_EVENT_BUFFER_OVERRUN:
    return onBufferOverrun;
  case DMASAN_EVENT_REMAP:
    return onRemap;
  case DMASAN_EVENT_OWN_LINES:
    return onOwnLines;
  case DMASAN_EVENT_CACHED_ALIAS:
    return onCachedAlias;
  case DMASAN_EVENT_SET_MASK:
    return onSetMask;
  case DMASAN_EVENT_SET_SEG_LIMITS:
    return onSetSegLimits;
  case DMASAN_EVENT_MEMORY_ALLOC:
  case DMASAN_EVENT_MEMORY_FREE:
    return onMemory;
  case DMASAN_EVENT_ALIAS_CREATE:
  case DMASAN_EVENT_ALIAS_DESTROY:
  case DMASAN_EVENT_ALIAS_FLUSH:
  case DMASAN_EVENT_ALIAS_INVALIDATE:
    return onAlias;
  case DMASAN_EVENT_CACHE_CLEAN:
  case DMASAN_EVENT_CACHE_INVALIDATE:
  case DMASAN_EVENT_CACHE_FLUSH:
    return onCacheOp;
  case DMASAN_EVENT_DEVICE_ADD:
    return onDeviceAdd;
  case DMASAN_EVENT_DEVICE_REMOVE:
    return onDeviceRemove;
  case DMASAN_EVENT_DEVICE_SHUTDOWN:
    return onDeviceShutdown;
  case DMASAN_EVENT_DEVICE_READ:
  case DMASAN_EVENT_DEVICE_WRITE:
    return onDeviceAccess;
  case DMASAN_EVENT_DEVICE_OVERRUN:
    return onDeviceOverrun;
  case DMASAN_EVENT_POOL_CORRUPT:
    return onPoolCorrupt;
  case DMASAN_EVENT_DMA_BUF_VMAP:
    return onDmaBufVmap;
  case DMASAN_EVENT_DMA_BUF_VUNMAP:
    return onDmaBufVunmap;
  case DMASAN_EVENT_DMA_BUF_BEGIN:
  case DMASAN_EVENT_DMA_BUF_END:
    return onDmaBufAccess;
  case DMASAN_EVENT_DMA_BUF_PEEK:
    return onDmaBufPeek;
  case DMASAN_EVENT_CPU_READ:
  case DMASAN_EVENT_CPU_WRITE:
  case DMASAN_EVENT_CPU_COPY:
    return onForeignAccess;
  case DMASAN_EVENT_WRITE_BARRIER:
  case DMASAN_EVENT_READ_BARRIER:
  case DMASAN_EVENT_FULL_BARRIER:
    return onBarrier;
  case DMASAN_EVENT_DOORBELL:
  case DMASAN_EVENT_DOORBELL_RELAXED:
    return onDoorbell;
  case DMASAN_EVENT_DEVICE_SIGNAL:
  case DMASAN_EVENT_DEVICE_SIGNAL_RELAXED:
    return onDeviceSignal;
  default:
    return nullptr;
  }
}

struct HandlerTable {
  Handler Of[DMASAN_EVENT_COUNT];
  constexpr HandlerTable() : Of() {
    for (uint32_t Id = 0; Id != DMASAN_EVENT_COUNT; ++Id)
      Of[Id] = handlerOf(Id);
  }
};
constinit const HandlerTable Handlers;

/// Events of the DMA API proper, which always name their device.
bool needsDevice(uint32_t Id) {
  return Id <= DMASAN_EVENT_FREE || Id == DMASAN_EVENT_POOL_CREATE;
}

/// Only what may sleep somewhere asks the host where it is.
bool maySleep(uint32_t Id) {
  return Id >= DMASAN_EVENT_ALLOC && Id <= DMASAN_EVENT_POOL_ALLOC;
}

[[gnu::noinline]] void judgeContext(Event &E) {
  unsigned Bits = dmasan_port_context();
  if (!Bits)
    return;
  Verdicts V;
  checkContext(E.Call.event, uint8_t(E.Call.api), E.Call.count,
               {(Bits & DMASAN_CONTEXT_IRQS_OFF) != 0, true}, V);
  accuseAll(E, V, 0);
}
static_assert(DMASAN_EVENT_FREE == DMASAN_EVENT_ALLOC + 1 &&
              DMASAN_EVENT_POOL_CREATE == DMASAN_EVENT_ALLOC + 2 &&
              DMASAN_EVENT_POOL_DESTROY == DMASAN_EVENT_ALLOC + 3 &&
              DMASAN_EVENT_POOL_ALLOC == DMASAN_EVENT_ALLOC + 4);

void dispatch(const dmasan_call &Call, uintptr_t Pc, uintptr_t Frame);

/// The call has the end of the memory where others have its size. Only what
/// needs a change is copied: most calls are about memory that was never mapped,
/// and end soon.
[[gnu::noinline]] void dispatchSized(const dmasan_call &Given, uintptr_t Pc,
                                     uintptr_t Frame) {
  dmasan_call Call = Given;
  Call.flags &= ~uint32_t(DMASAN_CALL_END_ADDRESS);
  Call.size -= reinterpret_cast<uintptr_t>(Call.cpu);
  dispatch(Call, Pc, Frame);
}

void dispatch(const dmasan_call &Call, uintptr_t Pc, uintptr_t Frame) {
  if (dmasan_port_in_nmi()) {
    count(Counter::NmiEvents);
    return;
  }
  if (Call.event >= DMASAN_EVENT_COUNT || Call.api >= DMASAN_API_COUNT) {
    count(Counter::BadEvents);
    return;
  }
  Handler Handle = Handlers.Of[Call.event];
  if (!Handle)
    return;
  if (Call.flags & DMASAN_CALL_END_ADDRESS)
    return dispatchSized(Call, Pc, Frame);
  Event E(Call, Pc, Frame);
  if (!Call.device && needsDevice(Call.event))
    accuse(E, Accusation(Kind::NullDevice));
  if (maySleep(Call.event))
    judgeContext(E);
  Handle(E);
}

/// What a program says itself.
dmasan_call said(dmasan_event Event, const void *Device, const char *Function) {
  dmasan_call Call = {};
  Call.event = Event;
  Call.device = Device;
  Call.function = Function;
  return Call;
}

} // namespace
} // namespace dmasan

using namespace dmasan;

#define RETURN_ADDRESS()                                                       \
  reinterpret_cast<uintptr_t>(__builtin_return_address(0))

extern "C" {

void __dmasan_call(const struct dmasan_call *Call) {
  dispatch(*Call, RETURN_ADDRESS(), 0);
}

void __dmasan_call_at(const struct dmasan_call *Call, uintptr_t Pc,
                      uintptr_t Frame) {
  dispatch(*Call, Pc, Frame);
}

void __dmasan_access(uintptr_t Address, uintptr_t Size, unsigned IsStore,
                     uintptr_t Pc, uintptr_t Frame) {
  onCpuAccess(Address, Size, IsStore != 0, AccessKind::Single, Pc, Frame);
}

int __dmasan_range_trapped(uintptr_t Address, uintptr_t Size, unsigned Traps) {
  return rangeTrapped(Address, Size, Traps);
}

void dmasan_declare_sub_buffers(const void *Device, uint64_t Dma,
                                uint64_t Size) {
  dmasan_call Call =
      said(DMASAN_EVENT_SUB_BUFFERS, Device, "dmasan_declare_sub_buffers");
  Call.dma = Dma;
  Call.size = Size;
  dispatch(Call, RETURN_ADDRESS(), 0);
}

void dmasan_excuse(const void *Device, const void *Memory, const char *Reason) {
  dmasan_call Call = said(DMASAN_EVENT_EXCUSE, Device, "dmasan_excuse");
  Call.cpu = Memory;
  Call.object = Reason;
  dispatch(Call, RETURN_ADDRESS(), 0);
}

int dmasan_would_report(const void *Address, size_t Size, int IsStore) {
  return wouldReport(reinterpret_cast<uintptr_t>(Address), Size, IsStore != 0);
}
}
