// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shared buffers (dma-buf): the CPU address that vmap gave belongs to the
// buffer, and is the CPU's only between begin_cpu_access and end_cpu_access.
// To the core a buffer is a device of its own, whose mappings are its CPU
// addresses; between begin and end their state is the CPU's.
//
// Threading: a flag of the buffer's device says whether it is open; a vmap that
// races with begin gets either state, as it would in the kernel.

#include "runtime/engine/handlers.h"

namespace dmasan {

namespace {

/// The call as one of the buffer's own device.
dmasan_call asBuffer(const dmasan_call &Given) {
  dmasan_call Call = Given;
  Call.device = Given.object;
  Call.dma = reinterpret_cast<uintptr_t>(Given.cpu);
  Call.direction = DMASAN_BIDIRECTIONAL;
  Call.api = DMASAN_API_DMA_BUF;
  return Call;
}

template <typename Function>
void eachAddressOf(DeviceId Device, Function Visit) {
  MappingId Bound = mappingBound();
  for (MappingId Id = 1; Id < Bound; ++Id) {
    if (!retainIfLive(Id))
      continue;
    MappingRef M(Id);
    if (M->Device == Device && M->Api == DMASAN_API_DMA_BUF)
      Visit(*M, Id);
  }
}

} // namespace

void onDmaBufVmap(Event &E) {
  if (!E.Call.object || !E.Call.cpu || !E.Call.size)
    return;
  dmasan_call Call = asBuffer(E.Call);
  Event Inner(Call, E.Pc, E.frame());
  if (MappingRef M = makeMapping(Inner, {spanOf(Call.dma, Call.size), Call.dma,
                                         Call.size, E.Call.object}))
    if (deviceAt(M->Device).is(kDeviceOpenBuffer))
      applyRange(M.id(), M->Cpu, RangeEvent::SyncForCpu, E.Rules);
}

void onDmaBufVunmap(Event &E) {
  dmasan_call Call = asBuffer(E.Call);
  Event Inner(Call, E.Pc, E.frame());
  MappingQuery Query = Inner.query();
  if (MappingRef M = findByStart(Query))
    endMapping(Inner, *M, M.id());
}

void onDmaBufAccess(Event &E) {
  bool Opens = E.Call.event == DMASAN_EVENT_DMA_BUF_BEGIN;
  DeviceId Id = E.Call.object ? findOrAddDevice(E.Call.object) : DeviceId(0);
  if (!Id)
    return;
  if (Opens)
    deviceAt(Id).set(kDeviceOpenBuffer);
  else
    deviceAt(Id).clear(kDeviceOpenBuffer);
  eachAddressOf(Id, [&](Mapping &M, MappingId Each) {
    applyRange(Each, M.Cpu,
               Opens ? RangeEvent::SyncForCpu : RangeEvent::SyncForDevice,
               E.Rules);
    noteHandover(M,
                 Opens ? HandoverKind::SyncForCpu : HandoverKind::SyncForDevice,
                 M.Cpu, E.stack());
  });
}

void onDmaBufPeek(Event &E) {
  MappingQuery Query = E.query();
  MappingRef M = Query.Device ? findContaining(Query) : MappingRef();
  Accusation A(Kind::DmaBufPagePeek);
  A.Mapping = M.id();
  accuse(E, A);
}

} // namespace dmasan
