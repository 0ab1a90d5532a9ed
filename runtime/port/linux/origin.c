// SPDX-License-Identifier: GPL-2.0
//
// What memory this is: stack, vmalloc, kernel image, slab object, page cache.
//
// Bounds of slab objects: struct slab is private to mm/, so the position of its
// cache pointer in struct page is learnt at load from an object of a cache of
// our own; when that fails, bounds are unknown. Objects of kmalloc caches count
// as padded: an architecture with non-coherent DMA pads them to its lines
// (ARCH_DMA_MINALIGN), whatever x86 does. So do those of caches that are
// aligned to lines. How much was asked of kmalloc, and whether for a structure,
// is unknown: a mapping from the start is taken for the whole object, with
// padding behind it.

#include <linux/mm.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#ifdef CONFIG_SLUB
#include <linux/kfence.h>
#include <linux/reciprocal_div.h>
/* The header's helpers want what is private to mm/; they are not used here. */
struct slab {
  unsigned int objects;
};
static inline void *slab_address(const struct slab *slab) { return NULL; }
#include <linux/slub_def.h>
#endif

#include "runtime/port/linux/glue.h"

/* Numbering of dmasan::OriginKind; render.cpp asserts it. */
enum {
  kUnknown,
  kHeap,
  kFreed,
  kStack,
  kData,
  kRodata,
  kText,
  kVmalloc,
  kUser,
  kDevice,
  kAlias,
  kPages
};

/* Parts of the kernel's image, as the direct map shows them. */
struct part {
  uintptr_t begin, end;
};
static struct part text, rodata;
static bool (*in_module)(unsigned long addr);
static int cache_word = -1; /* of struct page; -1: not known */

static struct part part_of(unsigned long begin, unsigned long end) {
  struct part seen = {};
  if (begin)
    seen =
        (struct part){(uintptr_t)__va(__pa(begin)), (uintptr_t)__va(__pa(end))};
  return seen;
}

static bool within(struct part part, uintptr_t addr) {
  return addr >= part.begin && addr < part.end;
}

static void keep_unmerged(void *object) {}

void dmasan_origin_init(void) {
  struct kmem_cache *cache;
  void *object;
  unsigned long text_end = dmasan_symbol("_etext");
  text = part_of(dmasan_symbol("_stext"), text_end);
  /* Without KALLSYMS_ALL only text has names: what lies between its parts. */
  rodata =
      part_of(dmasan_symbol("__start_rodata") ?: text_end,
              dmasan_symbol("__end_rodata") ?: dmasan_symbol("__init_begin"));
  in_module = (void *)dmasan_symbol("is_module_address");
  /* A constructor keeps the cache from being merged with another one. */
  cache = kmem_cache_create("dmasan_probe", 192, 0, 0, keep_unmerged);
  if (!cache)
    return;
  object = kmem_cache_alloc(cache, GFP_KERNEL);
  if (object) {
    void **words = (void **)virt_to_head_page(object);
    int word, found = -1, matches = 0;
    for (word = 0; word < sizeof(struct page) / sizeof(void *); ++word)
      if (words[word] == cache)
        found = word, ++matches;
    if (matches == 1)
      cache_word = found;
    kmem_cache_free(cache, object);
  }
  kmem_cache_destroy(cache);
}

static void slab_origin(uintptr_t addr, uint64_t size, struct page *head,
                        struct dmasan_port_origin *out) {
#ifdef CONFIG_SLUB
  struct kmem_cache *cache;
  uintptr_t begin = (uintptr_t)page_address(head), pad;
  bool kmalloc;
  if (cache_word < 0 || is_kfence_address((void *)addr))
    return;
  cache = ((struct kmem_cache **)head)[cache_word];
  begin += (addr - begin) / cache->size * cache->size;
  pad = cache->flags & SLAB_RED_ZONE ? cache->red_left_pad : 0;
  if (addr < begin + pad || addr >= begin + pad + cache->object_size)
    return;
  out->kind = kHeap;
  out->begin = begin + pad;
  out->size = cache->object_size;
  kmalloc = strncmp(cache->name, "kmalloc-", 8) == 0 ||
            strncmp(cache->name, "dma-kmalloc-", 12) == 0;
  if (kmalloc || cache->align % cache_line_size() == 0)
    out->padded_size = out->size;
  if (kmalloc && addr == out->begin && size && size <= out->size)
    out->size = size;
#endif
}

static bool is_virtual(uintptr_t addr) {
  return is_vmalloc_addr((void *)addr) ||
         (addr >= MODULES_VADDR && addr < MODULES_END);
}

/* Whether somebody besides its processes keeps the page where it is: a pin, a
 * reference (direct I/O takes no more), or the kernel itself on the way to swap
 * and back. What the counts say while they change is not believed. */
static bool is_held(struct page *page) {
  int look;
  for (look = 0; look < 3; ++look)
    if (PageLocked(page) || PageWriteback(page) || PageSwapCache(page) ||
        page_count(page) > atomic_read(&page->_mapcount) + 1)
      return true;
  return false;
}

void dmasan_port_origin(uintptr_t addr, uint64_t size,
                        struct dmasan_port_origin *out) {
  struct page *page;
  if (object_is_on_stack((void *)addr)) {
    out->kind = kStack;
    return;
  }
  if (!dmasan_port_has_shadow(addr)) {
    if (is_virtual(addr)) {
      out->kind = kVmalloc;
      out->untranslated = true; /* what was translated is in the direct map */
    }
    return;
  }
  /* In the direct map then, which has holes. */
  if (!pfn_valid(PHYS_PFN(__pa(addr))))
    return;
  if (within(text, addr)) {
    out->kind = kText;
    return;
  }
  if (within(rodata, addr)) {
    out->kind = kRodata;
    return;
  }
  page = virt_to_head_page((void *)addr);
  if (PageSlab(page)) {
    slab_origin(addr, size, page, out);
    return;
  }
  out->kind = kPages;
  /* Anonymous memory of a process, or page cache. */
  out->exempt_overlap = !PageReserved(page) && READ_ONCE(page->mapping);
  /* The counts of a huge page are its parts', too. */
  if (PageAnon(page) && !PageCompound(page) && !is_held(page)) {
    out->kind = kUser;
    out->unpinned = true;
  }
}

/* virt_to_page() makes a page of any address, and page_address() the address of
 * it, even if there is no such page (sg_set_buf() of a stack). Of a module's
 * own memory x86 computes another page, so it is unknown everywhere. */
uintptr_t dmasan_port_page_address(const void *page) {
  uintptr_t addr = (uintptr_t)page_address((struct page *)page);
  if (dmasan_port_has_shadow(addr))
    return addr;
  return is_vmalloc_addr((void *)addr) && in_module && !in_module(addr) ? addr
                                                                        : 0;
}

uintptr_t dmasan_port_alias_memory(uintptr_t addr) {
  if (!is_vmalloc_addr((void *)addr))
    return 0;
  return dmasan_port_page_address(vmalloc_to_page((void *)addr));
}

uintptr_t dmasan_port_phys_to_virt(uint64_t phys) {
  uintptr_t addr = (uintptr_t)__va(phys);
  return dmasan_port_has_shadow(addr) ? addr : 0;
}
