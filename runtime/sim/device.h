// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The simulator's side of a struct device.

#pragma once

#include "runtime/sim/announce.h"
#include "runtime/sim/bus.h"

#include <linux/pci.h>
#include <linux/platform_device.h>

#include <stddef.h>

namespace dmasan::sim {
inline constexpr unsigned kRegisterBlocks = PCI_STD_NUM_BARS_STANDIN;
/// Interrupt lines of one device; line N of device I is number
/// 1 + I * kLines + N.
inline constexpr unsigned kLines = 32;
} // namespace dmasan::sim

struct dmasan_sim_device {
  /// Read through to_platform_device: a platform_device up to its `dev`.
  resource *Resources;
  u32 ResourceCount;
  int Id;
  const char *Name;
  /// Read through to_pci_dev; its `dev` is the device.
  pci_dev Pci;
  u64 Mask;
  device_dma_parameters Parameters;
  dmasan::sim::Bus *Bus;
  bool DeclaredCoherent;   ///< what the OS was told: no maintenance then
  struct Managed *Managed; ///< devm_ and dmam_, newest first
  resource Registers[dmasan::sim::kRegisterBlocks]; ///< of those made so far
  void (*Unbind)(device *); ///< calls the driver's remove; null: not bound
};

static_assert(offsetof(dmasan_sim_device, Pci.dev) ==
              offsetof(platform_device, dev));

namespace dmasan::sim {

/// Whether the simulator made the device; takes no lock, reads nothing of it.
bool isSimulated(const void *Device);
/// The simulated device behind `Dev`; null for null and for foreign ones.
inline dmasan_sim_device *simDevice(const device *Dev) {
  return Dev ? Dev->sim : nullptr;
}
/// Mask of streaming mappings; 32 bits while the driver has set none.
inline uint64_t streamingMask(const dmasan_sim_device &D) {
  return D.Pci.dev.dma_mask && *D.Pci.dev.dma_mask ? *D.Pci.dev.dma_mask
                                                   : DMA_BIT_MASK(32);
}
inline uint64_t coherentMask(const dmasan_sim_device &D) {
  return D.Pci.dev.coherent_dma_mask ? D.Pci.dev.coherent_dma_mask
                                     : DMA_BIT_MASK(32);
}

/// The simulated devices, one after the other; null at the end. Cursor begins
/// as 0. A device that goes at the same time is the caller's concern.
device *nextDevice(size_t &Cursor);
/// Ends what a driver had: remove, managed memory, and leaks are judged.
void unbind(device *Dev, Caller From);
/// The block of registers, made at first use; null when memory is short.
resource *registersOf(device *Dev, unsigned Block);
void freeRegisters(device *Dev);

/// Calls Release(Data) when the device is unbound. False when memory is short.
[[nodiscard]] bool addManaged(device *Dev, void (*Release)(device *, void *),
                              void *Data);
/// Forgets the resource with this Release for which Matches holds, without
/// releasing it; false when there is none.
bool dropManaged(device *Dev, const void *Wanted,
                 bool (*Matches)(void *Data, const void *Wanted),
                 void (*Release)(device *, void *));
/// The match of a resource that is its own data.
bool sameData(void *Data, const void *Wanted);
void releaseManaged(device *Dev);

} // namespace dmasan::sim
