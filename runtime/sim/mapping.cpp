// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Streaming mappings of one piece. Cache maintenance follows the arguments of
// the call, right or wrong, as it does in Linux; what is released is the
// mapping that the address belongs to.

#include "runtime/sim/mapping.h"

#include "runtime/sim/cache.h"
#include "runtime/sim/failures.h"
#include "runtime/sim/memory.h"

using namespace dmasan::sim;

namespace dmasan::sim {
namespace {

enum class To { Cpu, Device };

// Whether the direction makes the CPU drop its lines when it takes over.
bool deviceWrites(dma_data_direction Dir) { return Dir != DMA_TO_DEVICE; }

// Page by page: contiguous for the device is not contiguous in memory.
void maintain(dmasan_sim_device &D, uint64_t Address, uint64_t Size,
              dma_data_direction Dir, To Owner) {
  if (D.DeclaredCoherent || (Owner == To::Cpu && !deviceWrites(Dir)) ||
      Size > kRamSize)
    return;
  while (Size) {
    uint64_t Step = PAGE_SIZE - offset_in_page(Address);
    Step = Step < Size ? Step : Size;
    uint64_t Phys = D.Bus->translate(Address);
    if (Phys != kNoPhys && Owner == To::Device)
      cleanLines(Phys, Step);
    else if (Phys != kNoPhys)
      invalidateLines(Phys, Step);
    Address += Step;
    Size -= Step;
  }
}

} // namespace

uint64_t mapExtents(device *Dev, const Extent *Extents, size_t Count,
                    dma_data_direction Dir, unsigned long Attrs, bool Pin) {
  dmasan_sim_device *D = simDevice(Dev);
  uint64_t Size = 0;
  for (size_t I = 0; I < Count; ++I)
    Size += Extents[I].Size;
  if (!D || Size == 0 || !valid_dma_direction(Dir))
    return DMA_MAPPING_ERROR;
  BusLock L(*D->Bus);
  Mapping *M = D->Bus->map(Extents, Count, streamingMask(*D), Pin);
  if (!M)
    return DMA_MAPPING_ERROR;
  if (!(Attrs & DMA_ATTR_SKIP_CPU_SYNC) && Pin)
    maintain(*D, M->Address, Size, Dir, To::Device);
  return M->Address;
}

void unmapAddress(device *Dev, uint64_t Address, uint64_t Size,
                  dma_data_direction Dir, unsigned long Attrs) {
  dmasan_sim_device *D = simDevice(Dev);
  if (!D)
    return;
  BusLock L(*D->Bus);
  Mapping *M = D->Bus->find(Address);
  if (!M)
    return;
  if (!(Attrs & DMA_ATTR_SKIP_CPU_SYNC) && M->Pinned)
    maintain(*D, Address, Size, Dir, To::Cpu);
  D->Bus->unmap(M);
}

void syncForCpu(device *Dev, uint64_t Address, uint64_t Size,
                dma_data_direction Dir) {
  if (dmasan_sim_device *D = simDevice(Dev)) {
    BusLock L(*D->Bus);
    maintain(*D, Address, Size, Dir, To::Cpu);
  }
}

void syncForDevice(device *Dev, uint64_t Address, uint64_t Size,
                   dma_data_direction Dir) {
  if (dmasan_sim_device *D = simDevice(Dev)) {
    BusLock L(*D->Bus);
    maintain(*D, Address, Size, Dir, To::Device);
  }
}

} // namespace dmasan::sim

extern "C" {

dma_addr_t dma_map_page_attrs(device *Dev, page *Page, size_t Offset,
                              size_t Size, dma_data_direction Dir,
                              unsigned long Attrs) {
  if (!Page ||
      injectFailure(DMASAN_API_PAGE, "dma_map_page", DMASAN_SIM_CALLER))
    return DMA_MAPPING_ERROR;
  Extent E = {page_to_phys(Page) + Offset, Size};
  return mapExtents(Dev, &E, 1, Dir, Attrs, true);
}
dma_addr_t dmasan_sim_map_single(device *Dev, void *Cpu, size_t Size,
                                 dma_data_direction Dir, unsigned long Attrs) {
  if (injectFailure(DMASAN_API_SINGLE, "dma_map_single", DMASAN_SIM_CALLER))
    return DMA_MAPPING_ERROR;
  Extent E = {virt_to_phys(Cpu), Size};
  return mapExtents(Dev, &E, 1, Dir, Attrs, true);
}
void dma_unmap_page_attrs(device *Dev, dma_addr_t Address, size_t Size,
                          dma_data_direction Dir, unsigned long Attrs) {
  unmapAddress(Dev, Address, Size, Dir, Attrs);
}

dma_addr_t dma_map_resource(device *Dev, phys_addr_t Phys, size_t Size,
                            dma_data_direction Dir, unsigned long Attrs) {
  if (injectFailure(DMASAN_API_RESOURCE, "dma_map_resource", DMASAN_SIM_CALLER))
    return DMA_MAPPING_ERROR;
  Extent E = {Phys, Size};
  return mapExtents(Dev, &E, 1, Dir, Attrs, false);
}
void dma_unmap_resource(device *Dev, dma_addr_t Address, size_t Size,
                        dma_data_direction Dir, unsigned long Attrs) {
  unmapAddress(Dev, Address, Size, Dir, Attrs);
}

void dma_sync_single_for_cpu(device *Dev, dma_addr_t Address, size_t Size,
                             dma_data_direction Dir) {
  syncForCpu(Dev, Address, Size, Dir);
}
void dma_sync_single_for_device(device *Dev, dma_addr_t Address, size_t Size,
                                dma_data_direction Dir) {
  syncForDevice(Dev, Address, Size, Dir);
}

} // extern "C"
