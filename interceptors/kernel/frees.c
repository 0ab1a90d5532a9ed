// SPDX-License-Identifier: GPL-2.0
//
// Frees of slab objects and pages while they are mapped, seen by the kernel's
// own tracepoints, and objects and pages that are given out while they are:
// bulk frees of objects have no tracepoint, and what was freed may be mapped.
// Nearly all of it concerns memory that no device knows, so the shadow bytes
// are looked at first.
//
// Threading: any context, also inside the allocators: nothing is allocated or
// freed on the way, except by a finding.

#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "runtime/port/linux/glue.h"

/* An allocator's memory has a shadow as a whole or not at all. */
static bool any_state(uintptr_t begin, size_t size) {
  uintptr_t line = round_down(begin, 1ul << DMASAN_SHADOW_SCALE);
  size_t lines = (begin + size - line + (1 << DMASAN_SHADOW_SCALE) - 1) >>
                 DMASAN_SHADOW_SCALE;
  const uint8_t *shadow;
  __le64 word;
  if (!dmasan_port_has_shadow(line))
    return false;
  shadow = dmasan_port_shadow(line);
  /* Most objects: one word, whose first bytes are the lines. */
  if (lines && lines <= 8) {
    memcpy(&word, shadow, sizeof(word));
    return le64_to_cpu(word) << (64 - 8 * lines);
  }
  return memchr_inv(shadow, 0, lines);
}

static noinline void tell(enum dmasan_event event, const void *memory,
                          size_t size, const char *function,
                          unsigned long site) {
  struct dmasan_call call = {
      .event = event, .cpu = memory, .size = size, .function = function};
  dmasan_event(&call, site);
}

static void freed(const void *memory, size_t size, const char *function,
                  unsigned long site) {
  if (any_state((uintptr_t)memory, size))
    tell(DMASAN_EVENT_MEMORY_FREE, memory, size, function, site);
}

static void on_kfree(void *data, unsigned long site, const void *object) {
  if (!ZERO_OR_NULL_PTR(object))
    freed(object, ksize(object), "kfree", site);
}

static void on_cache_free(void *data, unsigned long site, const void *object,
                          const struct kmem_cache *cache) {
  if (!ZERO_OR_NULL_PTR(object))
    freed(object, kmem_cache_size((struct kmem_cache *)cache),
          "kmem_cache_free", site);
}

static void allocated(const void *memory, size_t size, const char *function,
                      unsigned long site) {
  uintptr_t begin = (uintptr_t)memory, end = begin + size;
  if (!memory)
    return;
  if (dmasan_judges_pages()) {
    begin = round_down(begin, PAGE_SIZE);
    end = round_up(end, PAGE_SIZE);
  }
  /* Not ours: the core may hold its locks. */
  if (any_state(begin, end - begin) && !within_module(site, THIS_MODULE))
    tell(DMASAN_EVENT_MEMORY_ALLOC, memory, size, function, site);
}

static void on_kmalloc(void *data, unsigned long site, const void *object,
                       size_t asked, size_t given, gfp_t flags, int node) {
  allocated(object, asked, "kmalloc", site);
}

static void on_cache_alloc(void *data, unsigned long site, const void *object,
                           struct kmem_cache *cache, gfp_t flags, int node) {
  allocated(object, kmem_cache_size(cache), "kmem_cache_alloc", site);
}

/* Functions that pass a page on to the allocator or from it: whoever called
 * them freed it or has it now. The tracepoint does not tell. */
static struct passer {
  const char *name;
  unsigned long begin, end;
} passing[] = {
    {"__free_pages"},
    {"__free_pages_ok"},
    {"free_pages"},
    {"free_pages.part.0"},
    {"free_pages_exact"},
    {"free_unref_page"},
    {"free_unref_page_list"},
    {"free_compound_page"},
    {"free_transhuge_page"},
    {"destroy_large_folio"},
    {"__folio_put"},
    {"__folio_put_small"},
    {"__folio_put_large"},
    {"__put_page"},
    {"release_pages"},
    {"page_frag_free"},
    {"__page_frag_cache_drain"},
    {"vfree"},
    {"__vunmap"},
    {"__alloc_pages"},
    {"alloc_pages"},
    {"__get_free_pages"},
    {"get_zeroed_page"},
    {"alloc_pages_exact"},
    {"__folio_alloc"},
    {"folio_alloc"},
};
/* The core may hold its locks then. */
static struct passer ours = {.begin = (unsigned long)dmasan_port_alloc};

static void find_passing(void) {
  size_t index;
  ours.end = ours.begin + dmasan_symbol_size(ours.begin);
  for (index = 0; index < ARRAY_SIZE(passing); ++index) {
    struct passer *passer = &passing[index];
    passer->begin = dmasan_symbol(passer->name);
    passer->end = passer->begin + dmasan_symbol_size(passer->begin);
  }
}

static bool within(const struct passer *passer, unsigned long address) {
  return address > passer->begin && address <= passer->end;
}

static bool passes(unsigned long address) {
  size_t index;
  for (index = 0; index < ARRAY_SIZE(passing); ++index)
    if (within(&passing[index], address))
      return true;
  return false;
}

/* Return address into whoever freed a page or gets it, 0 when the stack does
 * not tell. False: it is us. */
static bool page_user(unsigned long *site) {
  unsigned long trace[24];
  unsigned int count = stack_trace_save(trace, ARRAY_SIZE(trace), 0), at;
  for (at = 0; at < count; ++at)
    if (within(&ours, trace[at]))
      return false;
  for (at = count; at > 1; --at)
    if (passes(trace[at - 2]))
      break;
  *site = at > 1 ? trace[at - 1] : 0;
  return true;
}

/* Only where there is something mapped is the stack worth its cost. */
static void judge_page(struct page *page, unsigned int order,
                       enum dmasan_event event, const char *function) {
  const void *memory = page_address(page);
  size_t size = PAGE_SIZE << order;
  unsigned long site;
  if (any_state((uintptr_t)memory, size) && page_user(&site))
    tell(event, memory, size, function, site);
}

/* The page of a fragment goes with the last of its users: whatever is still
 * mapped on it belongs to nobody. */
static void on_page_free(void *data, struct page *page, unsigned int order) {
  judge_page(page, order, DMASAN_EVENT_MEMORY_FREE, "__free_pages");
}

static void on_page_alloc(void *data, struct page *page, unsigned int order,
                          gfp_t flags, int type) {
  if (page)
    judge_page(page, order, DMASAN_EVENT_MEMORY_ALLOC, "__alloc_pages");
}

static struct probe {
  const char *name;
  void *function;
  struct tracepoint *point;
} probes[] = {
    {"kmalloc", on_kmalloc},
    {"kmem_cache_alloc", on_cache_alloc},
    {"kfree", on_kfree},
    {"kmem_cache_free", on_cache_free},
    {"mm_page_free", on_page_free},
    {"mm_page_alloc", on_page_alloc},
};

static void find_points(struct tracepoint *point, void *data) {
  size_t index;
  for (index = 0; index < ARRAY_SIZE(probes); ++index)
    if (!strcmp(point->name, probes[index].name))
      probes[index].point = point;
}

void dmasan_frees_init(void) {
  size_t index;
  find_passing();
  for_each_kernel_tracepoint(find_points, NULL);
  for (index = 0; index < ARRAY_SIZE(probes); ++index) {
    struct probe *probe = &probes[index];
    /* The kernel's busiest tracepoint: only for who asks for it. */
    if (probe->function == on_page_alloc && !dmasan_watches_pages()) {
      probe->point = NULL;
      continue;
    }
    if (!probe->point ||
        tracepoint_probe_register(probe->point, probe->function, NULL)) {
      pr_warn("dmasan: no tracepoint %s, what it tells is not seen\n",
              probe->name);
      probe->point = NULL;
    }
  }
}

void dmasan_frees_exit(void) {
  size_t index;
  for (index = 0; index < ARRAY_SIZE(probes); ++index)
    if (probes[index].point)
      tracepoint_probe_unregister(probes[index].point, probes[index].function,
                                  NULL);
  tracepoint_synchronize_unregister();
}
