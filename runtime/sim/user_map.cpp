// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that user space sees, too: the pages appear a second time in the
// process, at the addresses of the area. Threading: safe; the caller owns the
// area. Failure: -EINVAL for what is not RAM or not in the area.

#include "runtime/sim/announce.h"
#include "runtime/sim/memory.h"

#include <linux/dma-mapping.h>

#include <sys/mman.h>

using namespace dmasan::sim;

namespace {

int show(const vm_area_struct &Area, unsigned long At, uint64_t Phys,
         unsigned long Size) {
  uint64_t Bytes = PAGE_ALIGN(Size);
  if (offset_in_page(At) || offset_in_page(Phys) || Size == 0 ||
      At < Area.vm_start || Bytes > Area.vm_end - At || !isRam(Phys) ||
      !isRam(Phys + Bytes - 1))
    return -EINVAL;
  void *Shown =
      mmap(reinterpret_cast<void *>(At), Bytes, PROT_READ | PROT_WRITE,
           MAP_SHARED | MAP_FIXED, ramFile(), off_t(Phys - kRamPhys));
  return Shown == MAP_FAILED ? -EAGAIN : 0;
}

} // namespace

extern "C" {

int remap_pfn_range(vm_area_struct *Area, unsigned long At, unsigned long Pfn,
                    unsigned long Size, pgprot_t Protection) {
  uint64_t Phys = uint64_t(Pfn) << PAGE_SHIFT;
  int Error = show(*Area, At, Phys, Size);
  if (!Error && Protection == PAGE_SHARED)
    announceCachedAlias(phys_to_virt(Phys), Size, DMASAN_SIM_CALLER);
  return Error;
}

int dma_mmap_attrs(device *, vm_area_struct *Area, void *Cpu, dma_addr_t,
                   size_t Size, unsigned long) {
  uint64_t Phys = physAddress(Cpu) + (uint64_t(Area->vm_pgoff) << PAGE_SHIFT);
  return show(*Area, Area->vm_start, Phys, Size);
}

} // extern "C"
