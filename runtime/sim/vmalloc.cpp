// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Second CPU addresses of RAM pages. vmalloc never hands out neighbouring
// pages: whoever takes its memory for physically contiguous hits somebody
// else's. A page with an alias is taken to be used through it: its lines are
// in the cache under the alias, and maintenance through the page's own address
// does not reach them, as on a machine with an aliasing cache.

#include "runtime/sim/cache.h"
#include "runtime/sim/memory.h"
#include "runtime/sim/settings.h"

#include <asm/cacheflush.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

using namespace dmasan::sim;

namespace {

constexpr uint64_t kRegionPages = uint64_t(1) << 22;

pthread_once_t Once = PTHREAD_ONCE_INIT;
char *Region;    // reserved addresses
page **Behind;   // one a page of the region; null: free, or a guard
uint64_t Cursor; // where the next search begins

void reserve() {
  if (!ready())
    return;
  void *Addresses = mmap(nullptr, kRegionPages * PAGE_SIZE, PROT_NONE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  void *Table =
      mmap(nullptr, kRegionPages * sizeof(page *), PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (Addresses == MAP_FAILED || Table == MAP_FAILED)
    return;
  Behind = static_cast<page **>(Table);
  Region = static_cast<char *>(Addresses);
}

uint64_t regionIndex(const void *Address) {
  return uint64_t(static_cast<const char *>(Address) - Region) >> PAGE_SHIFT;
}

// First of Count free pages with a free one before and behind, or 0. The lock
// is held.
uint64_t findRoom(uint64_t Count) {
  for (int Round = 0; Round < 2; ++Round, Cursor = 0) {
    uint64_t Run = 0;
    for (uint64_t I = Cursor; I < kRegionPages; ++I) {
      Run = Behind[I] ? 0 : Run + 1;
      if (Run == Count + 2) {
        Cursor = I;
        return I - Count;
      }
    }
  }
  return 0;
}

// Ends the alias that begins at Address; with Release its pages are freed.
void endAlias(const void *Address, bool Release) {
  if (!aliasPage(Address))
    return;
  for (uint64_t I = regionIndex(Address); Behind[I]; ++I) {
    page *Page = Behind[I];
    flushAlias(page_to_phys(Page), PAGE_SIZE);
    {
      Lock L;
      Page->flags &= ~kPageAliased;
      Behind[I] = nullptr;
    }
    static_cast<void>(
        mmap(Region + I * PAGE_SIZE, PAGE_SIZE, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0));
    if (Release)
      dropPages(Page);
  }
}

void *allocate(unsigned long Size, gfp_t Gfp) {
  unsigned Count = unsigned((Size + PAGE_SIZE - 1) >> PAGE_SHIFT);
  if (Size == 0 || Size > kRamSize)
    return nullptr;
  auto **Pages = static_cast<page **>(malloc(Count * sizeof(page *)));
  auto **Gaps = static_cast<page **>(malloc(Count * sizeof(page *)));
  unsigned Have = 0;
  for (; Pages && Gaps && Have < Count; ++Have) {
    // The page in the gap goes back afterwards, so that the next one of this
    // area cannot be the neighbour.
    Pages[Have] = takePages(Gfp, 0);
    Gaps[Have] = takePages(Gfp, 0);
    if (!Pages[Have] || !Gaps[Have])
      break;
  }
  bool Complete = Have == Count;
  for (unsigned I = 0; Gaps && I < Have + !Complete && I < Count; ++I)
    dropPages(Gaps[I]);
  void *Result = Complete ? vmap(Pages, Count, VM_MAP, PAGE_KERNEL) : nullptr;
  for (unsigned I = 0; Pages && !Result && I < Have + !Complete && I < Count;
       ++I)
    dropPages(Pages[I]);
  free(static_cast<void *>(Gaps));
  free(static_cast<void *>(Pages));
  return Result;
}

// Applies Operation to the RAM behind [Address, Address + Size).
void eachPage(const void *Address, int Size,
              void (*Operation)(uint64_t, size_t)) {
  auto *At = static_cast<const char *>(Address);
  for (size_t Left = Size > 0 ? size_t(Size) : 0; Left;) {
    size_t Step = PAGE_SIZE - offset_in_page(At);
    Step = Step < Left ? Step : Left;
    if (page *Page = aliasPage(At))
      Operation(page_to_phys(Page) + offset_in_page(At), Step);
    At += Step;
    Left -= Step;
  }
}

} // namespace

page *dmasan::sim::aliasPage(const void *Address) {
  if (!Region || Address < Region ||
      Address >= Region + kRegionPages * PAGE_SIZE)
    return nullptr;
  return Behind[regionIndex(Address)];
}

extern "C" {

void *vmap(page **Pages, unsigned int Count, unsigned long, pgprot_t) {
  pthread_once(&Once, reserve);
  if (!Region || Count == 0)
    return nullptr;
  Lock L;
  uint64_t Room = findRoom(Count);
  if (!Room)
    return nullptr;
  for (unsigned I = 0; I < Count; ++I) {
    uint64_t Phys = page_to_phys(Pages[I]);
    void *At = Region + (Room + I) * PAGE_SIZE;
    if (!isRam(Phys) ||
        mmap(At, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
             ramFile(), off_t(Phys - kRamPhys)) == MAP_FAILED)
      return nullptr;
    Behind[Room + I] = Pages[I];
    if (settings().Scramble)
      refetchLines(Phys, PAGE_SIZE);
    Pages[I]->flags |= kPageAliased;
  }
  return Region + Room * PAGE_SIZE;
}

void vunmap(const void *Address) { endAlias(Address, false); }
void vfree(const void *Address) { endAlias(Address, true); }
void *vmalloc(unsigned long Size) { return allocate(Size, GFP_KERNEL); }
void *vzalloc(unsigned long Size) {
  return allocate(Size, GFP_KERNEL | __GFP_ZERO);
}
page *vmalloc_to_page(const void *Address) { return aliasPage(Address); }
bool is_vmalloc_addr(const void *Address) { return aliasPage(Address); }

void *kvmalloc(size_t Size, gfp_t Gfp) {
  return Size <= PAGE_SIZE ? kmalloc(Size, Gfp) : allocate(Size, Gfp);
}
void *kvzalloc(size_t Size, gfp_t Gfp) {
  return kvmalloc(Size, Gfp | __GFP_ZERO);
}
void kvfree(const void *Address) {
  is_vmalloc_addr(Address) ? vfree(Address) : kfree(Address);
}

void flush_kernel_vmap_range(void *Address, int Size) {
  eachPage(Address, Size, flushAlias);
}
void invalidate_kernel_vmap_range(void *Address, int Size) {
  eachPage(Address, Size, invalidateAlias);
}

} // extern "C"
