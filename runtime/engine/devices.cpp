// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Devices come, declare what they can do, and go.

#include "runtime/check/addresses.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/options.h"

namespace dmasan {

void onDeviceAdd(Event &E) {
  DeviceId Id = E.device();
  if (!Id)
    return;
  Device &D = deviceAt(Id);
  uint32_t Flags = E.Call.flags;
  if (Flags & DMASAN_CALL_DEVICE_COHERENT)
    D.set(kDeviceDeclaredCoherent);
  if (Flags & DMASAN_CALL_DEVICE_SNOOPS)
    D.set(kDeviceSnoops);
  if (Flags & DMASAN_CALL_HARDWARE_KNOWN)
    D.set(kDeviceHardwareKnown);
  if (Flags & DMASAN_CALL_DEVICE_UNCONFIGURED)
    D.set(kDeviceNoConfig);
  if (Flags & DMASAN_CALL_DEVICE_HAS_MASK) {
    D.set(kDeviceDefaultMask);
    D.Mask = E.Call.dma;
    D.CoherentMask = E.Call.dma;
  }
  if (E.Call.size)
    D.BusMask = E.Call.size;
}

namespace {

/// Some coherent memory of the device.
MappingRef findCoherent(DeviceId Id) {
  MappingId Bound = mappingBound();
  for (MappingId At = 1; At < Bound; ++At) {
    if (!retainIfLive(At))
      continue;
    MappingRef Ref(At);
    if (Ref->Device == Id && Ref->Coherent)
      return Ref;
  }
  return {};
}

void changeCoherentMask(Event &E, DeviceId Id) {
  Device &D = deviceAt(Id);
  uint64_t Old = D.CoherentMask, New = E.Call.dma;
  D.CoherentMask = New;
  Verdicts V;
  checkMaskChange(viewOf(D, true), Old, New, V);
  if (V.empty())
    return;
  if (MappingRef Held = findCoherent(Id))
    accuseAll(E, V, Held.id());
}

} // namespace

void onSetMask(Event &E) {
  // A failed call (nonzero result) changed nothing.
  DeviceId Id = E.device();
  if (!Id || uint32_t(E.Call.result) != 0)
    return;
  Device &D = deviceAt(Id);
  bool Both = !(E.Call.flags &
                (DMASAN_CALL_COHERENT_MASK | DMASAN_CALL_STREAMING_MASK));
  if (Both || E.Call.flags & DMASAN_CALL_STREAMING_MASK)
    D.Mask = E.Call.dma;
  if (Both || E.Call.flags & DMASAN_CALL_COHERENT_MASK)
    changeCoherentMask(E, Id);
  D.clear(kDeviceDefaultMask);
}

void onSetSegLimits(Event &E) {
  DeviceId Id = E.device();
  if (!Id)
    return;
  if (E.Call.size)
    deviceAt(Id).MaxSegment = uint32_t(minOf(E.Call.size, ~uint32_t(0)));
  if (E.Call.dma)
    deviceAt(Id).BoundaryMask = E.Call.dma;
}

void onDeviceRemove(Event &E) {
  DeviceId Id = findDevice(E.Call.device);
  if (!Id)
    return;
  reportLeaks(E, Id);
  removeDevice(Id);
}

void onDeviceShutdown(Event &E) {
  if (E.Call.device) {
    DeviceId Id = findDevice(E.Call.device);
    if (!Id)
      return;
    deviceAt(Id).set(kDeviceShutDown);
    if (E.Call.flags & DMASAN_CALL_DEVICE_RUNS)
      reportArmed(E, Id);
    return;
  }
  DeviceId Bound = deviceBound();
  for (DeviceId Id = 1; Id < Bound; ++Id)
    if (deviceAt(Id).Identity.load(std::memory_order_acquire))
      deviceAt(Id).set(kDeviceShutDown);
}

} // namespace dmasan
