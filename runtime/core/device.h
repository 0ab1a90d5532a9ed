// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Devices by identity (the address of the host's device structure).
//
// Invariants: an id names one device from its first event to device_remove and
// may name another one later. What is known of a device comes from device_add,
// from the host's port at first sight, and from the driver's own calls.
// Threading: lookups take no lock; adding and removing take one global lock.
// Members are atomics because calls of different threads may change them.
// Failure: with the table full a device has id 0, and its mappings are dropped
// and counted. A device knows how many of its mappings memory was short for:
// until as many ends of unknown mappings were seen, what they would explain is
// nobody's mistake.

#pragma once

#include "reports/finding.h"

#include <atomic>
#include <stddef.h>
#include <stdint.h>

namespace dmasan {

using DeviceId = uint32_t;

enum DeviceFlags : uint32_t {
  kDeviceDeclaredCoherent = 1 << 0, // the system was told
  kDeviceSnoops = 1 << 1,           // the hardware does
  kDeviceHardwareKnown = 1 << 2,    // kDeviceSnoops is a fact
  kDeviceDefaultMask = 1 << 3,      // a bus set the mask, not the driver
  kDeviceShutDown = 1 << 4,
  kDeviceNoConfig = 1 << 5,    // nobody configured it for DMA
  kDeviceHighDma = 1 << 6,     // had a mapping above 4 GiB
  kDeviceOpenBuffer = 1 << 7,  // a dma-buf that the CPU may access now
  kDeviceTranslated = 1 << 11, // behind an IOMMU that may tell of faults
  // Findings that are made once a device.
  kDeviceSaidMask = 1 << 8,
  kDeviceSaidCoherence = 1 << 9,
  kDeviceSaidConfig = 1 << 10,
};

struct Device {
  // Names at its first event; kept here since the host's structure may go while
  // somebody lists mappings.
  char Name[kNameLength];
  char Driver[kNameLength];
  std::atomic<const void *> Identity;
  std::atomic<uint32_t> Flags;
  std::atomic<uint32_t> MaxSegment;   // 0: not declared
  std::atomic<uint64_t> Mask;         // 0: not set
  std::atomic<uint64_t> CoherentMask; // 0: not set
  std::atomic<uint64_t> BusMask;      // wires of the bus, 0: not known
  std::atomic<uint64_t> BoundaryMask; // 0: not declared
  /// Bit N: a mapping of 2^N size class was made; the DMA table looks for
  /// mappings in these classes only. Bits are never cleared.
  std::atomic<uint64_t> SizeClasses;
  /// The last call that failed, until the next mapping is made: what it left
  /// its caller with, and its stack; 0: there is none.
  std::atomic<uint64_t> FailureLeft;
  std::atomic<uint32_t> FailureStack;
  /// Live mappings that are not known. Above kUncounted: nobody knows how many.
  std::atomic<uint32_t> Forgotten;

  bool is(uint32_t Bits) const {
    return (Flags.load(std::memory_order_relaxed) & Bits) != 0;
  }
  void set(uint32_t Bits) { Flags.fetch_or(Bits, std::memory_order_relaxed); }
  void clear(uint32_t Bits) {
    Flags.fetch_and(~Bits, std::memory_order_relaxed);
  }
  /// True for the first caller only.
  bool claim(uint32_t Bit) {
    return (Flags.fetch_or(Bit, std::memory_order_relaxed) & Bit) == 0;
  }
};

constexpr uint32_t kUncounted = 1u << 31;

/// 0 when it was never seen.
DeviceId findDevice(const void *Identity);
/// Asks the port about a device that is new. 0 when the table is full.
DeviceId findOrAddDevice(const void *Identity);
void removeDevice(DeviceId Id);
Device &deviceAt(DeviceId Id);
/// All ids are below this.
DeviceId deviceBound();

/// Memory was short for a mapping (or a scatterlist) of the device.
void forgetMapping(DeviceId Id);
/// The same for mappings that nobody counts.
void forgetMappings(DeviceId Id);
bool forgetsMappings(DeviceId Id);
/// A mapping ends that is not known: true when it may be a forgotten one, which
/// is one less then.
bool excuseUnknown(DeviceId Id);

} // namespace dmasan
