// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Devices come and go; address masks.

#include "runtime/sim/device.h"

#include "dmasan/sim.h"
#include "runtime/sim/announce.h"
#include "runtime/sim/bounce.h"
#include "runtime/sim/memory.h"
#include "runtime/sim/settings.h"

#include <linux/dma-map-ops.h>

#include <stdlib.h>
#include <string.h>

using namespace dmasan::sim;

namespace {

constexpr uint64_t kSmallestMask = DMA_BIT_MASK(16);
constexpr size_t kKnown = 1024; // devices whose properties can be asked for
unsigned Created;
const void *Known[kKnown];

void remember(const void *Dev) {
  for (const void *&Slot : Known) {
    const void *Empty = nullptr;
    if (__atomic_compare_exchange_n(&Slot, &Empty, Dev, false, __ATOMIC_RELEASE,
                                    __ATOMIC_RELAXED))
      return;
  }
}
void forget(const void *Dev) {
  for (const void *&Slot : Known)
    if (__atomic_load_n(&Slot, __ATOMIC_RELAXED) == Dev)
      __atomic_store_n(&Slot, nullptr, __ATOMIC_RELAXED);
}

void announceNew(dmasan_sim_device &D, Caller From) {
  const Bus &B = *D.Bus;
  announceDevice(DMASAN_EVENT_DEVICE_ADD, &D.Pci.dev,
                 DMASAN_CALL_HARDWARE_KNOWN |
                     (D.DeclaredCoherent ? DMASAN_CALL_DEVICE_COHERENT : 0u) |
                     (D.Pci.dev.parent ? DMASAN_CALL_DEVICE_UNCONFIGURED : 0u) |
                     (B.Snoops ? DMASAN_CALL_DEVICE_SNOOPS : 0u),
                 ~B.Wires ? B.Wires : 0, From);
}

device *makeDevice(const char *Name, Bus *B, bool Declared, device *Parent,
                   Caller From) {
  auto *D =
      static_cast<dmasan_sim_device *>(calloc(1, sizeof(dmasan_sim_device)));
  char *Copy = strdup(Name ? Name : "device");
  if (!D || !Copy) {
    free(D);
    free(Copy);
    return nullptr;
  }
  D->Name = Copy;
  D->Bus = B;
  D->DeclaredCoherent = Declared;
  ++B->Users;
  device &Dev = D->Pci.dev;
  Dev.init_name = Copy;
  Dev.parent = Parent;
  Dev.dma_mask = &D->Mask;
  Dev.dma_parms = &D->Parameters;
  Dev.sim = D;
  D->Resources = D->Registers;
  D->ResourceCount = kRegisterBlocks;
  D->Id = -1;
  D->Pci.irq = 1 + B->Index * kLines;
  remember(&Dev);
  announceNew(*D, From);
  return &Dev;
}

} // namespace

bool dmasan::sim::isSimulated(const void *Device) {
  for (const void *&Slot : Known)
    if (__atomic_load_n(&Slot, __ATOMIC_ACQUIRE) == Device)
      return Device != nullptr;
  return false;
}

device *dmasan::sim::nextDevice(size_t &Cursor) {
  while (Cursor < kKnown)
    if (const void *Dev = __atomic_load_n(&Known[Cursor++], __ATOMIC_ACQUIRE))
      return static_cast<device *>(const_cast<void *>(Dev));
  return nullptr;
}

void dmasan::sim::unbind(device *Dev, Caller From) {
  dmasan_sim_device &D = *Dev->sim;
  if (D.Unbind)
    D.Unbind(Dev);
  releaseManaged(Dev);
  announceDevice(DMASAN_EVENT_DEVICE_REMOVE, Dev, 0, 0, From);
  if (!D.Unbind)
    return;
  D.Unbind = nullptr;
  Dev->driver = nullptr;
  Dev->driver_data = nullptr;
  D.Mask = 0;
  Dev->dma_mask = &D.Mask;
  Dev->coherent_dma_mask = 0;
  announceNew(D, From);
}

extern "C" {

device *dmasan_sim_device_create(const char *Name,
                                 const dmasan_sim_config *Config) {
  static constexpr dmasan_sim_config kDefaults = {};
  const dmasan_sim_config &C = Config ? *Config : kDefaults;
  auto *B = static_cast<Bus *>(calloc(1, sizeof(Bus)));
  if (!ready() || !B) {
    free(B);
    return nullptr;
  }
  B->Wires = C.bus_mask ? C.bus_mask : ~uint64_t(0);
  B->Snoops = C.coherent;
  B->Passthrough = C.passthrough;
  B->Index = __atomic_fetch_add(&Created, 1, __ATOMIC_RELAXED);
  device *Dev =
      makeDevice(Name, B, C.declared_coherent, nullptr, DMASAN_SIM_CALLER);
  if (!Dev)
    free(B);
  return Dev;
}

device *dmasan_sim_child_create(device *Parent, const char *Name) {
  dmasan_sim_device *P = simDevice(Parent);
  return P ? makeDevice(Name, P->Bus, false, Parent, DMASAN_SIM_CALLER)
           : nullptr;
}

void dmasan_sim_device_destroy(device *Dev) {
  dmasan_sim_device *D = simDevice(Dev);
  if (!D)
    return;
  Caller From = DMASAN_SIM_CALLER;
  if (D->Unbind)
    unbind(Dev, From);
  releaseManaged(Dev);
  announceDevice(DMASAN_EVENT_DEVICE_REMOVE, Dev, 0, 0, From);
  forget(Dev);
  freeRegisters(Dev);
  if (--D->Bus->Users == 0) {
    D->Bus->destroy();
    free(D->Bus);
  }
  free(const_cast<char *>(D->Name));
  free(D);
}

void dmasan_sim_device_shutdown(device *Dev) {
  if (simDevice(Dev))
    announceDevice(DMASAN_EVENT_DEVICE_SHUTDOWN, Dev, 0, 0, DMASAN_SIM_CALLER);
}

int dma_supported(device *Dev, u64 Mask) {
  return simDevice(Dev) && Mask >= kSmallestMask;
}
int dma_set_mask(device *Dev, u64 Mask) {
  if (!Dev || !Dev->dma_mask || !dma_supported(Dev, Mask))
    return -EIO;
  *Dev->dma_mask = Mask;
  return 0;
}
int dma_set_coherent_mask(device *Dev, u64 Mask) {
  if (!dma_supported(Dev, Mask))
    return -EIO;
  Dev->coherent_dma_mask = Mask;
  return 0;
}
// The bus reaches every address: the hardware's limits are for the driver to
// know.
u64 dma_get_required_mask(device *) { return DMA_BIT_MASK(32); }
size_t dma_max_mapping_size(device *) {
  return settings().Bounce ? kLongestBounce : kRamSize;
}
size_t dma_opt_mapping_size(device *Dev) { return dma_max_mapping_size(Dev); }
bool dma_need_sync(device *Dev, dma_addr_t) {
  return simDevice(Dev) &&
         (settings().Bounce || !simDevice(Dev)->DeclaredCoherent);
}
bool dev_is_dma_coherent(device *Dev) {
  return simDevice(Dev) && simDevice(Dev)->DeclaredCoherent;
}
int dma_get_cache_alignment(void) { return int(cacheAlignment()); }

} // extern "C"
