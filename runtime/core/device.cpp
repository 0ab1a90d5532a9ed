// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An open-addressed table from identity to id. A slot that was emptied keeps a
// mark, so that a reader without a lock never loses a device behind it.

#include "runtime/core/device.h"

#include "runtime/base/counters.h"
#include "runtime/base/index_pool.h"

namespace dmasan {

namespace {

struct DeviceRecord : Device {
  uint32_t PoolNext;
};

constexpr uint32_t kSlots = 4096;
constexpr uint32_t kMaxDevices = kSlots / 2;

// Keys of slots that no device has; those of devices are above, even of the
// one that a call without a device is about.
enum : uintptr_t { kNever, kEmptied, kFirstKey };

struct Slot {
  std::atomic<uintptr_t> Key;
  std::atomic<DeviceId> Id; // written before the key
};

constinit IndexPool<DeviceRecord> Records;
constinit Slot Slots[kSlots] = {};
constinit SpinLock TableLock; // guards changes of Slots and Live
constinit uint32_t Live = 0;

uintptr_t keyOf(const void *Identity) {
  return reinterpret_cast<uintptr_t>(Identity) + kFirstKey;
}
uint32_t slotOf(uintptr_t Key) {
  return uint32_t((uint64_t(Key) * 0x9e3779b97f4a7c15u) >> 32) % kSlots;
}

void learn(Device &D, const void *Identity) {
  struct dmasan_port_device Known = {};
  dmasan_port_device(Identity, &Known);
  dmasan_port_device_names(Identity, D.Name, D.Driver, kNameLength);
  D.Mask = Known.mask;
  D.CoherentMask = Known.coherent_mask;
  D.MaxSegment = Known.max_segment;
  D.BoundaryMask = Known.boundary_mask;
  D.BusMask = 0;
  D.SizeClasses = 0;
  // It may have been here before, when there was no place for it.
  D.Forgotten = counterValue(Counter::DroppedDevices) ? kUncounted : 0;
  D.Flags = (Known.declared_coherent ? kDeviceDeclaredCoherent : 0u) |
            (Known.mask_is_default ? kDeviceDefaultMask : 0u) |
            (Known.translated ? kDeviceTranslated : 0u);
  D.Identity.store(Identity, std::memory_order_release);
}

} // namespace

Device &deviceAt(DeviceId Id) { return Records.at(Id); }
DeviceId deviceBound() { return Records.bound(); }

DeviceId findDevice(const void *Identity) {
  uintptr_t Key = keyOf(Identity);
  uint32_t At = slotOf(Key);
  for (uint32_t I = 0; I != kSlots; ++I, At = (At + 1) % kSlots) {
    uintptr_t Have = Slots[At].Key.load(std::memory_order_acquire);
    if (Have == Key)
      return Slots[At].Id.load(std::memory_order_relaxed);
    if (Have == kNever)
      return 0;
  }
  return 0;
}

/// Apart, since nearly all are known.
[[gnu::noinline]] static DeviceId addDevice(const void *Identity) {
  ScopedLock Guard(TableLock);
  if (DeviceId Id = findDevice(Identity))
    return Id;
  DeviceId Id = Live < kMaxDevices ? Records.take() : 0;
  if (!Id) {
    count(Counter::DroppedDevices);
    return 0;
  }
  learn(Records.at(Id), Identity);
  uint32_t At = slotOf(keyOf(Identity));
  while (Slots[At].Key.load(std::memory_order_relaxed) >= kFirstKey)
    At = (At + 1) % kSlots;
  Slots[At].Id.store(Id, std::memory_order_relaxed);
  Slots[At].Key.store(keyOf(Identity), std::memory_order_release);
  ++Live;
  return Id;
}

DeviceId findOrAddDevice(const void *Identity) {
  if (DeviceId Id = findDevice(Identity))
    return Id;
  return addDevice(Identity);
}

void forgetMapping(DeviceId Id) {
  deviceAt(Id).Forgotten.fetch_add(1, std::memory_order_relaxed);
}

void forgetMappings(DeviceId Id) {
  deviceAt(Id).Forgotten.fetch_or(kUncounted, std::memory_order_relaxed);
}

bool forgetsMappings(DeviceId Id) {
  return deviceAt(Id).Forgotten.load(std::memory_order_relaxed) != 0;
}

bool excuseUnknown(DeviceId Id) {
  std::atomic<uint32_t> &Left = deviceAt(Id).Forgotten;
  uint32_t Have = Left.load(std::memory_order_relaxed);
  while (Have && Have < kUncounted)
    if (Left.compare_exchange_weak(Have, Have - 1, std::memory_order_relaxed))
      return true;
  return Have != 0;
}

void removeDevice(DeviceId Id) {
  ScopedLock Guard(TableLock);
  for (uint32_t I = 0; I != kSlots; ++I) {
    if (Slots[I].Id.load(std::memory_order_relaxed) != Id ||
        Slots[I].Key.load(std::memory_order_relaxed) < kFirstKey)
      continue;
    const Slot &Behind = Slots[(I + 1) % kSlots];
    bool EndOfRun = Behind.Key.load(std::memory_order_relaxed) == kNever;
    Slots[I].Key.store(EndOfRun ? kNever : kEmptied, std::memory_order_release);
    Records.at(Id).Identity.store(nullptr, std::memory_order_release);
    Records.give(Id);
    --Live;
    return;
  }
}

} // namespace dmasan
