// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// kmalloc and kmem caches in the simulator's RAM. Normally every object begins
// at a cache line and fills whole lines, as ARCH_DMA_MINALIGN demands. With
// kmalloc_aligned=0 objects are packed at 8 bytes: what barebox did when its
// cache maintenance grew by the missing byte. Objects of a size share slabs of
// one page, the last freed is the first used; above half a page, whole pages.

#include "dmasan/interface.h"
#include "runtime/sim/announce.h"
#include "runtime/sim/memory.h"
#include "runtime/sim/settings.h"

#include <linux/slab.h>

#include <stdlib.h>
#include <string.h>

using namespace dmasan::sim;

namespace {

constexpr size_t kStep = 8;
constexpr size_t kLargest = 2048; // object of a slab

struct FreeObject {
  FreeObject *Next;
};
FreeObject *FreeObjects[kLargest / kStep + 1];

// The lock is held.
void putObject(void *Memory, size_t Size) {
  auto *Object = static_cast<FreeObject *>(Memory);
  Object->Next = FreeObjects[Size / kStep];
  FreeObjects[Size / kStep] = Object;
}

AllocationRecord &recordOf(const void *Object) {
  return recordAt(physAddress(Object));
}

size_t objectSize(size_t Size) {
  size_t Align = settings().KmallocAligned ? cacheAlignment() : kStep;
  return (Size + Align - 1) / Align * Align;
}

bool refill(size_t Size) {
  page *Page = takePages(GFP_KERNEL, 0);
  if (!Page)
    return false;
  char *Begin = static_cast<char *>(page_address(Page));
  Lock L;
  Page->private_data = Size;
  Page->flags |= kPageSlab;
  // Last object first, so that neighbours are handed out in address order.
  for (size_t I = PAGE_SIZE / Size; I-- > 0;)
    putObject(Begin + I * Size, Size);
  return true;
}

void *takeObject(size_t Size) {
  Lock L;
  FreeObject *Object = FreeObjects[Size / kStep];
  if (Object)
    FreeObjects[Size / kStep] = Object->Next;
  return Object;
}

} // namespace

struct kmem_cache {
  size_t Size;
  void (*Constructor)(void *);
};

extern "C" {

void *kmalloc(size_t Size, gfp_t Gfp) {
  if (Size == 0 || Size > KMALLOC_MAX_SIZE)
    return nullptr;
  uint32_t Stack = stackOf(DMASAN_SIM_CALLER);
  size_t Rounded = objectSize(Size);
  if (Rounded > kLargest) {
    page *Page = takePages(Gfp, unsigned(get_order(Size)), Stack);
    if (!Page)
      return nullptr;
    Page->private_data = Size;
    Page->flags |= kPageObject;
    return page_address(Page);
  }
  void *Object = takeObject(Rounded);
  while (!Object) {
    if (!refill(Rounded))
      return nullptr;
    Object = takeObject(Rounded);
  }
  recordOf(Object) = {Stack, 0, uint16_t(Size)};
  if (Gfp & __GFP_ZERO)
    memset(Object, 0, Rounded);
  else
    dmasan_fill_uninitialized(Object, Rounded);
  return Object;
}

void kfree(const void *Object) {
  if (!Object)
    return;
  uint32_t Stack = stackOf(DMASAN_SIM_CALLER);
  page *Page = virt_to_page(Object);
  if (!isRam(page_to_phys(Page)))
    return; // not from here: the runtime reports it, the simulator survives
  if (!(Page->flags & kPageSlab)) {
    dropPages(Page, Stack);
    return;
  }
  AllocationRecord &Record = recordOf(Object);
  Record = {Record.AllocStack, Stack, 0};
  Lock L;
  putObject(const_cast<void *>(Object), Page->private_data);
}

size_t ksize(const void *Object) {
  if (!Object)
    return 0;
  page *Page = virt_to_page(Object);
  return Page->flags & kPageSlab ? Page->private_data
                                 : PAGE_SIZE << Page->order;
}

void *kzalloc(size_t Size, gfp_t Gfp) {
  return kmalloc(Size, Gfp | __GFP_ZERO);
}
void *kmalloc_array(size_t N, size_t Size, gfp_t Gfp) {
  size_t Bytes;
  return __builtin_mul_overflow(N, Size, &Bytes) ? nullptr
                                                 : kmalloc(Bytes, Gfp);
}
void *kcalloc(size_t N, size_t Size, gfp_t Gfp) {
  return kmalloc_array(N, Size, Gfp | __GFP_ZERO);
}
void *kmemdup(const void *Src, size_t Size, gfp_t Gfp) {
  void *Copy = kmalloc(Size, Gfp);
  return Copy ? memcpy(Copy, Src, Size) : nullptr;
}
void *krealloc(const void *Object, size_t Size, gfp_t Gfp) {
  void *New = kmalloc(Size, Gfp);
  if (New && Object) {
    memcpy(New, Object, Size < ksize(Object) ? Size : ksize(Object));
    kfree(Object);
  }
  return New;
}
void kfree_sensitive(const void *Object) {
  if (Object)
    memset(const_cast<void *>(Object), 0, ksize(Object));
  kfree(Object);
}

kmem_cache *kmem_cache_create(const char *, unsigned int Size,
                              unsigned int Align, unsigned int,
                              void (*Constructor)(void *)) {
  auto *Cache = static_cast<kmem_cache *>(calloc(1, sizeof(kmem_cache)));
  if (Cache)
    *Cache = {Size > Align ? Size : Align, Constructor};
  return Cache;
}
void kmem_cache_destroy(kmem_cache *Cache) { free(Cache); }
void *kmem_cache_alloc(kmem_cache *Cache, gfp_t Gfp) {
  void *Object = kmalloc(Cache->Size, Gfp);
  if (Object && Cache->Constructor)
    Cache->Constructor(Object);
  return Object;
}
void *kmem_cache_zalloc(kmem_cache *Cache, gfp_t Gfp) {
  return kmem_cache_alloc(Cache, Gfp | __GFP_ZERO);
}
void kmem_cache_free(kmem_cache *, void *Object) { kfree(Object); }

} // extern "C"
