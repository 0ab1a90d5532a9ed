// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Streaming mappings of one piece. Cache maintenance follows the arguments of
// the call, right or wrong, as it does in Linux; what is released is the
// mapping that the address belongs to.

#include "runtime/sim/mapping.h"

#include "runtime/sim/bounce.h"
#include "runtime/sim/cache.h"
#include "runtime/sim/canary.h"
#include "runtime/sim/failures.h"
#include "runtime/sim/memory.h"
#include "runtime/sim/settings.h"

using namespace dmasan::sim;

namespace dmasan::sim {
namespace {

enum class To { Cpu, Device };

// Whether the direction makes the CPU drop its lines when it takes over.
bool deviceWrites(dma_data_direction Dir) { return Dir != DMA_TO_DEVICE; }

// Calls Move(Entry, Phys, Address, Step) page by page: contiguous for the
// device is not contiguous in memory. Without an IOMMU in between Entry may be
// null.
template <typename Function>
void eachPage(const Bus &B, uint64_t Address, uint64_t Size, Function Move) {
  if (Size > kRamSize)
    return;
  while (Size) {
    uint64_t Step = PAGE_SIZE - offset_in_page(Address);
    Step = Step < Size ? Step : Size;
    if (uint64_t Phys = B.translate(Address); Phys != kNoPhys)
      Move(B.lookUp(Address), Phys, Address, Step);
    Address += Step;
    Size -= Step;
  }
}

void giveToDevice(dmasan_sim_device &D, uint64_t Address, uint64_t Size,
                  dma_data_direction Dir, bool New) {
  eachPage(
      *D.Bus, Address, Size,
      [&](const Translation *T, uint64_t Phys, uint64_t At, uint64_t Step) {
        if (T && T->Owner->Bounce) {
          // A new slot has nobody else's bytes, whatever the direction.
          if (New || Dir != DMA_FROM_DEVICE)
            copyToDevice(*T, At, Step);
        } else if (!D.DeclaredCoherent) {
          cleanLines(Phys, Step);
        } else {
          return;
        }
        if (settings().Scramble && deviceWrites(Dir) && T)
          scrambleCpu(T->Origin + offset_in_page(At), Step);
      });
  if (Mapping *M = D.Bus->find(Address); M && Dir == DMA_FROM_DEVICE)
    plantCanary(*D.Bus, *M, Address, Size);
}

void giveToCpu(dmasan_sim_device &D, uint64_t Address, uint64_t Size,
               dma_data_direction Dir) {
  if (!deviceWrites(Dir))
    return;
  eachPage(
      *D.Bus, Address, Size,
      [&](const Translation *T, uint64_t Phys, uint64_t At, uint64_t Step) {
        if (T && T->Owner->Bounce)
          copyToCpu(*T, At, Step);
        else if (!D.DeclaredCoherent)
          invalidateLines(Phys, Step);
      });
}

// Without an IOMMU memory stays within reach of a device that comes late.
void scrambleForDevice(dmasan_sim_device &D, const Mapping &M,
                       dma_data_direction Dir) {
  if (Dir != DMA_TO_DEVICE || !D.Bus->Passthrough || D.DeclaredCoherent ||
      !settings().Scramble)
    return;
  eachPage(*D.Bus, M.Address, M.Size,
           [&](const Translation *, uint64_t Phys, uint64_t, uint64_t Step) {
             scrambleMemory(Phys, Step);
           });
}

// The guard bytes are looked at before anything moves, and told of when no lock
// is held.
class GuardCheck {
public:
  GuardCheck(device *Dev, Caller From) : Dev(Dev), From(From) {}
  ~GuardCheck() {
    if (Found.Size)
      announceOverrun(Dev, Base, Found.Address, Found.Size, From);
  }
  GuardCheck(const GuardCheck &) = delete;
  GuardCheck &operator=(const GuardCheck &) = delete;

  void look(const Mapping *M) {
    if (!M || !settings().Guard)
      return;
    Base = M->Address;
    Found = takeOverrun(*M);
  }

private:
  device *const Dev;
  const Caller From;
  uint64_t Base = 0;
  Overrun Found = {};
};

} // namespace

uint64_t mapExtents(device *Dev, const Extent *Extents, size_t Count,
                    dma_data_direction Dir, unsigned long Attrs, How Way) {
  dmasan_sim_device *D = simDevice(Dev);
  uint64_t Size = 0;
  for (size_t I = 0; I < Count; ++I)
    Size += Extents[I].Size;
  if (!D || Size == 0 || !valid_dma_direction(Dir))
    return DMA_MAPPING_ERROR;
  page *Bounce = nullptr;
  if (Way == How::Streaming && settings().Bounce) {
    Bounce = allocateBounce(pagesOf(Extents, Count));
    if (!Bounce)
      return DMA_MAPPING_ERROR;
  }
  BusLock L(*D->Bus);
  Mapping *M = D->Bus->map(Extents, Count, streamingMask(*D),
                           Way != How::Resource, Bounce);
  if (!M)
    return DMA_MAPPING_ERROR;
  bool Skip = (Attrs & DMA_ATTR_SKIP_CPU_SYNC) || Way == How::Resource;
  // Without a hand-over nobody knows what the buffer holds.
  if (!Skip && Dir == DMA_FROM_DEVICE && settings().Canary && !watch(*M)) {
    D->Bus->unmap(M);
    return DMA_MAPPING_ERROR;
  }
  if (!Skip || M->Bounce)
    giveToDevice(*D, M->Address, Size, Dir, true);
  return M->Address;
}

void unmapAddress(device *Dev, uint64_t Address, uint64_t Size,
                  dma_data_direction Dir, unsigned long Attrs, Caller From) {
  dmasan_sim_device *D = simDevice(Dev);
  if (!D)
    return;
  GuardCheck Guards(Dev, From);
  BusLock L(*D->Bus);
  Mapping *M = D->Bus->find(Address);
  if (!M)
    return;
  Guards.look(M);
  if (!(Attrs & DMA_ATTR_SKIP_CPU_SYNC) && M->Pinned)
    giveToCpu(*D, Address, Size, Dir);
  scrambleForDevice(*D, *M, Dir);
  D->Bus->unmap(M);
}

void syncForCpu(device *Dev, uint64_t Address, uint64_t Size,
                dma_data_direction Dir, Caller From) {
  dmasan_sim_device *D = simDevice(Dev);
  if (!D)
    return;
  GuardCheck Guards(Dev, From);
  BusLock L(*D->Bus);
  Guards.look(D->Bus->find(Address));
  giveToCpu(*D, Address, Size, Dir);
}

void syncForDevice(device *Dev, uint64_t Address, uint64_t Size,
                   dma_data_direction Dir, Caller From) {
  dmasan_sim_device *D = simDevice(Dev);
  if (!D)
    return;
  GuardCheck Guards(Dev, From);
  BusLock L(*D->Bus);
  Guards.look(D->Bus->find(Address));
  giveToDevice(*D, Address, Size, Dir, false);
}

int nextUnwritten(const void *Device, uint64_t Address, uint64_t Size,
                  uint64_t *Offset, uint64_t *Length) {
  if (!settings().Canary || !isSimulated(Device))
    return 0;
  Bus &B = *static_cast<const device *>(Device)->sim->Bus;
  BusLock L(B);
  Mapping *M = B.find(Address);
  if (!M || Address < M->Address)
    return 0;
  uint64_t Shift = Address - M->Address;
  Run R = nextUnwritten(B, *M, Shift + *Offset);
  if (!R.Size || R.Begin >= Shift + Size)
    return 0;
  *Offset = R.Begin - Shift;
  *Length = R.Size < Size - *Offset ? R.Size : Size - *Offset;
  return 1;
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
  return mapExtents(Dev, &E, 1, Dir, Attrs, How::Streaming);
}
dma_addr_t dmasan_sim_map_single(device *Dev, void *Cpu, size_t Size,
                                 dma_data_direction Dir, unsigned long Attrs) {
  if (injectFailure(DMASAN_API_SINGLE, "dma_map_single", DMASAN_SIM_CALLER))
    return DMA_MAPPING_ERROR;
  Extent E = {virt_to_phys(Cpu), Size};
  return mapExtents(Dev, &E, 1, Dir, Attrs, How::Streaming);
}
void dma_unmap_page_attrs(device *Dev, dma_addr_t Address, size_t Size,
                          dma_data_direction Dir, unsigned long Attrs) {
  unmapAddress(Dev, Address, Size, Dir, Attrs, DMASAN_SIM_CALLER);
}

dma_addr_t dma_map_resource(device *Dev, phys_addr_t Phys, size_t Size,
                            dma_data_direction Dir, unsigned long Attrs) {
  if (injectFailure(DMASAN_API_RESOURCE, "dma_map_resource", DMASAN_SIM_CALLER))
    return DMA_MAPPING_ERROR;
  Extent E = {Phys, Size};
  return mapExtents(Dev, &E, 1, Dir, Attrs, How::Resource);
}
void dma_unmap_resource(device *Dev, dma_addr_t Address, size_t Size,
                        dma_data_direction Dir, unsigned long Attrs) {
  unmapAddress(Dev, Address, Size, Dir, Attrs, DMASAN_SIM_CALLER);
}

void dma_sync_single_for_cpu(device *Dev, dma_addr_t Address, size_t Size,
                             dma_data_direction Dir) {
  syncForCpu(Dev, Address, Size, Dir, DMASAN_SIM_CALLER);
}
void dma_sync_single_for_device(device *Dev, dma_addr_t Address, size_t Size,
                                dma_data_direction Dir) {
  syncForDevice(Dev, Address, Size, Dir, DMASAN_SIM_CALLER);
}

} // extern "C"
