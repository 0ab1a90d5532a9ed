// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Coherent memory: pages that the CPU does not cache, mapped until freed. And
// memory that is allocated mapped but cached (dma_alloc_pages).

#include "runtime/sim/cache.h"
#include "runtime/sim/failures.h"
#include "runtime/sim/mapping.h"
#include "runtime/sim/memory.h"

#include <linux/slab.h>

#include <stdlib.h>

using namespace dmasan::sim;

namespace {

void markUncached(page *Page, uint64_t Size, bool Uncached) {
  for (uint64_t At = 0; At < Size; At += PAGE_SIZE) {
    page &Each = ramPage(page_to_phys(Page) + At);
    Each.flags = Uncached
                     ? Each.flags | kPageUncached
                     : Each.flags & ~static_cast<unsigned long>(kPageUncached);
  }
}

uint64_t mapCoherent(dmasan_sim_device &D, uint64_t Phys, uint64_t Size) {
  Extent E = {Phys, Size};
  BusLock L(*D.Bus);
  Mapping *M = D.Bus->map(&E, 1, coherentMask(D), true);
  if (!M)
    return DMA_MAPPING_ERROR;
  M->Coherent = true;
  return M->Address;
}

// What dmam_alloc_attrs leaves behind to be freed.
struct ManagedMemory {
  size_t Size;
  void *Cpu;
  dma_addr_t Dma;
};

void releaseManagedMemory(device *Dev, void *Data) {
  auto *M = static_cast<ManagedMemory *>(Data);
  dma_free_attrs(Dev, M->Size, M->Cpu, M->Dma, 0);
  free(M);
}

// The record goes with the match.
bool isMemory(void *Data, const void *Cpu) {
  if (static_cast<ManagedMemory *>(Data)->Cpu != Cpu)
    return false;
  free(Data);
  return true;
}

} // namespace

void *dmasan::sim::allocateCoherent(device *Dev, size_t Size,
                                    dma_addr_t *Handle, gfp_t Gfp) {
  dmasan_sim_device *D = simDevice(Dev);
  if (!D || Size == 0 || Size > KMALLOC_MAX_SIZE)
    return nullptr;
  page *Page = takePages(Gfp | __GFP_ZERO, unsigned(get_order(Size)));
  if (!Page)
    return nullptr;
  uint64_t Address = mapCoherent(*D, page_to_phys(Page), Size);
  if (Address == DMA_MAPPING_ERROR) {
    dropPages(Page);
    return nullptr;
  }
  markUncached(Page, Size, true);
  *Handle = Address;
  return page_address(Page);
}

extern "C" {

void *dma_alloc_attrs(device *Dev, size_t Size, dma_addr_t *Handle, gfp_t Gfp,
                      unsigned long) {
  return injectFailure(DMASAN_API_COHERENT, "dma_alloc_coherent",
                       DMASAN_SIM_CALLER)
             ? nullptr
             : allocateCoherent(Dev, Size, Handle, Gfp);
}

void dma_free_attrs(device *Dev, size_t, void *Cpu, dma_addr_t Handle,
                    unsigned long) {
  dmasan_sim_device *D = simDevice(Dev);
  if (!D || !Cpu)
    return;
  BusLock L(*D->Bus);
  if (Mapping *M = D->Bus->find(Handle))
    D->Bus->unmap(M);
  page *Page = virt_to_page(Cpu);
  if (!isRam(page_to_phys(Page)) || !(Page->flags & kPageUncached))
    return;
  uint64_t Bytes = PAGE_SIZE << Page->order;
  markUncached(Page, Bytes, false);
  settleLines(page_to_phys(Page), Bytes);
  dropPages(Page);
}

void *dmam_alloc_attrs(device *Dev, size_t Size, dma_addr_t *Handle, gfp_t Gfp,
                       unsigned long) {
  if (injectFailure(DMASAN_API_COHERENT, "dmam_alloc_coherent",
                    DMASAN_SIM_CALLER))
    return nullptr;
  auto *M = static_cast<ManagedMemory *>(malloc(sizeof(ManagedMemory)));
  void *Cpu = M ? allocateCoherent(Dev, Size, Handle, Gfp) : nullptr;
  if (!Cpu) {
    free(M);
    return nullptr;
  }
  *M = {Size, Cpu, *Handle};
  if (addManaged(Dev, releaseManagedMemory, M))
    return Cpu;
  releaseManagedMemory(Dev, M);
  return nullptr;
}

void dmam_free_coherent(device *Dev, size_t Size, void *Cpu,
                        dma_addr_t Handle) {
  dma_free_attrs(Dev, Size, Cpu, Handle, 0);
  dropManaged(Dev, Cpu, isMemory, releaseManagedMemory);
}

page *dma_alloc_pages(device *Dev, size_t Size, dma_addr_t *Handle,
                      dma_data_direction Dir, gfp_t Gfp) {
  if (injectFailure(DMASAN_API_PAGES, "dma_alloc_pages", DMASAN_SIM_CALLER))
    return nullptr;
  page *Page = takePages(Gfp | __GFP_ZERO, unsigned(get_order(Size)));
  if (!Page)
    return nullptr;
  Extent E = {page_to_phys(Page), Size};
  *Handle = mapExtents(Dev, &E, 1, Dir, 0, How::Allocated);
  if (*Handle != DMA_MAPPING_ERROR)
    return Page;
  dropPages(Page);
  return nullptr;
}

void dma_free_pages(device *Dev, size_t Size, page *Page, dma_addr_t Handle,
                    dma_data_direction Dir) {
  unmapAddress(Dev, Handle, Size, Dir, DMA_ATTR_SKIP_CPU_SYNC,
               DMASAN_SIM_CALLER);
  dropPages(Page);
}

} // extern "C"
