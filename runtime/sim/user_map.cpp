// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that user space sees, too: the pages appear a second time in the
// process, at the addresses of the area. Threading: safe; the caller owns the
// area. Failure: -EINVAL for what is not RAM or not in the area, -EAGAIN when
// too much is shown already.

#include "runtime/sim/user_map.h"

#include "runtime/sim/announce.h"
#include "runtime/sim/memory.h"

#include <linux/dma-mapping.h>

#include <sys/mman.h>

using namespace dmasan::sim;

namespace {

struct Shown {
  uint64_t At, Size; // a multiple of the page size; 0: a free entry
  uint64_t Phys;

  bool contains(uint64_t Address) const { return Address - At < Size; }
};
constexpr unsigned kMostShown = 64;
Shown Areas[kMostShown]; // the lock guards it

void hide(unsigned long At, uint64_t Size, Caller From) {
  bool Known = false;
  {
    Lock L;
    for (Shown &Each : Areas)
      if (Each.Size && Each.At < At + Size && At < Each.At + Each.Size) {
        Each.Size = 0;
        Known = true;
      }
  }
  if (Known)
    announceUserAlias(DMASAN_EVENT_ALIAS_DESTROY, At, Size, From);
}

bool remember(const Shown &New) {
  Lock L;
  for (Shown &Each : Areas)
    if (!Each.Size) {
      Each = New;
      return true;
    }
  return false;
}

int show(const vm_area_struct &Area, unsigned long At, uint64_t Phys,
         unsigned long Size, Caller From) {
  uint64_t Bytes = PAGE_ALIGN(Size);
  if (offset_in_page(At) || offset_in_page(Phys) || Size == 0 ||
      At < Area.vm_start || Bytes > Area.vm_end - At || !isRam(Phys) ||
      !isRam(Phys + Bytes - 1))
    return -EINVAL;
  hide(At, Bytes, From);
  if (!remember({At, Bytes, Phys}))
    return -EAGAIN;
  if (mmap(reinterpret_cast<void *>(At), Bytes, PROT_READ | PROT_WRITE,
           MAP_SHARED | MAP_FIXED, ramFile(),
           off_t(Phys - kRamPhys)) == MAP_FAILED) {
    hide(At, Bytes, From);
    return -EAGAIN;
  }
  announceUserAlias(DMASAN_EVENT_ALIAS_CREATE, At, Bytes, From);
  return 0;
}

} // namespace

uint64_t dmasan::sim::userMemory(uintptr_t Address) {
  Lock L;
  for (const Shown &Each : Areas)
    if (Each.contains(Address))
      return Each.Phys + (Address - Each.At);
  return 0;
}

extern "C" {

int remap_pfn_range(vm_area_struct *Area, unsigned long At, unsigned long Pfn,
                    unsigned long Size, pgprot_t Protection) {
  uint64_t Phys = uint64_t(Pfn) << PAGE_SHIFT;
  int Error = show(*Area, At, Phys, Size, DMASAN_SIM_CALLER);
  if (!Error && Protection == PAGE_SHARED)
    announceCachedAlias(phys_to_virt(Phys), Size, DMASAN_SIM_CALLER);
  return Error;
}

int dma_mmap_attrs(device *, vm_area_struct *Area, void *Cpu, dma_addr_t,
                   size_t Size, unsigned long) {
  uint64_t Phys = physAddress(Cpu) + (uint64_t(Area->vm_pgoff) << PAGE_SHIFT);
  return show(*Area, Area->vm_start, Phys, Size, DMASAN_SIM_CALLER);
}

void zap_vma_ptes(vm_area_struct *Area, unsigned long At, unsigned long Size) {
  uint64_t Bytes = PAGE_ALIGN(Size);
  if (offset_in_page(At) || At < Area->vm_start || Bytes > Area->vm_end - At)
    return;
  hide(At, Bytes, DMASAN_SIM_CALLER);
  // When it fails the memory stays to be seen there.
  static_cast<void>(
      mmap(reinterpret_cast<void *>(At), Bytes, PROT_NONE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0));
}

} // extern "C"
