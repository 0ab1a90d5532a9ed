// SPDX-License-Identifier: GPL-2.0
//
// Memory for the core, and the shadow of the direct map: one byte for 64 bytes
// of RAM, allocated whole with vzalloc. (A sparse shadow, populated page by
// page over a shared zero page, would cost less on big machines, but needs page
// faults or page-table walks in atomic context.)
//
// Invariant: every block that the core got is in `blocks` until freed, so that
// unload gives all back.

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include "runtime/port/linux/glue.h"

struct block {
  struct list_head link;
  void *memory;
  size_t bytes;
  bool virtual;
};

static LIST_HEAD(blocks);
static DEFINE_SPINLOCK(blocks_lock);
static size_t blocks_bytes;

static uint8_t *shadow;
static uintptr_t shadow_base, shadow_limit;

uintptr_t dmasan_shadow_base(void) { return shadow_base; }
uintptr_t dmasan_shadow_limit(void) { return shadow_limit; }
const uint8_t *dmasan_shadow_bytes(void) { return shadow; }

/* Where RAM begins in the direct map: x86 moves the map as a whole, arm64 puts
 * RAM at a random place in it. */
static uintptr_t lowest_memory(void) {
  unsigned long pfn = ULONG_MAX;
  int node;
  for_each_online_node(node) if (NODE_DATA(node)->node_spanned_pages) pfn =
      min(pfn, NODE_DATA(node)->node_start_pfn);
  return (uintptr_t)__va(PFN_PHYS(pfn));
}

int dmasan_memory_init(void) {
  /* high_memory is the end of the direct map. */
  shadow_base = lowest_memory();
  shadow_limit = (uintptr_t)high_memory - shadow_base;
  /* A test of the last lines reads behind them. */
  shadow = vzalloc((shadow_limit >> DMASAN_SHADOW_SCALE) + DMASAN_SHADOW_PAD);
  if (!shadow) {
    pr_err("dmasan: no memory for %lu KiB of shadow\n",
           shadow_limit >> (DMASAN_SHADOW_SCALE + 10));
    return -ENOMEM;
  }
  return 0;
}

static void release(struct block *block) {
  if (block->virtual)
    vfree(block->memory);
  else
    free_pages_exact(block->memory, block->bytes);
  kfree(block);
}

void dmasan_memory_free_all(void) {
  struct block *block, *next;
  list_for_each_entry_safe(block, next, &blocks, link) release(block);
  INIT_LIST_HEAD(&blocks);
  vfree(shadow);
}

/* A reader of RCU can be preempted, but must not sleep. */
static bool may_sleep(void) { return preemptible() && !rcu_preempt_depth(); }

/* Whoever calls the DMA API may be on the way of a page to its disk. */
static void *take_virtual(size_t bytes) {
  unsigned int scope = memalloc_noio_save();
  void *memory = vzalloc(bytes);
  memalloc_noio_restore(scope);
  return memory;
}

static bool refused_on_purpose(void) {
  static atomic_t asked = ATOMIC_INIT(0);
  unsigned int nth = dmasan_fail_alloc_nth();
  return nth && (unsigned int)atomic_inc_return(&asked) % nth == 0;
}

static void *take(size_t bytes) {
  struct block *block;
  unsigned long flags;
  if (refused_on_purpose())
    return NULL;
  block = kmalloc(sizeof(*block), GFP_ATOMIC | __GFP_NOWARN);
  if (!block)
    return NULL;
  block->bytes = bytes;
  /* Big tables are asked for while nothing is locked. */
  block->virtual = bytes > PAGE_SIZE << 3 && may_sleep();
  block->memory = block->virtual
                      ? take_virtual(bytes)
                      : alloc_pages_exact(bytes, GFP_ATOMIC | __GFP_ZERO |
                                                     __GFP_NOWARN);
  if (!block->memory) {
    kfree(block);
    return NULL;
  }
  spin_lock_irqsave(&blocks_lock, flags);
  list_add(&block->link, &blocks);
  blocks_bytes += bytes;
  spin_unlock_irqrestore(&blocks_lock, flags);
  return block->memory;
}

void *dmasan_port_alloc(size_t bytes) {
  void *memory = take(bytes);
  if (!memory)
    dmasan_reports_short();
  return memory;
}

void dmasan_port_free(void *memory, size_t bytes) {
  struct block *block, *found = NULL;
  unsigned long flags;
  spin_lock_irqsave(&blocks_lock, flags);
  list_for_each_entry(block, &blocks, link) {
    if (block->memory == memory) {
      found = block;
      /* vfree may sleep: such a block waits for unload. */
      if (block->virtual && !may_sleep())
        found = NULL;
      else
        list_del(&block->link), blocks_bytes -= block->bytes;
      break;
    }
  }
  spin_unlock_irqrestore(&blocks_lock, flags);
  if (found)
    release(found);
}

size_t dmasan_memory_bytes(void) { return READ_ONCE(blocks_bytes); }

int dmasan_port_has_shadow(uintptr_t addr) {
  return addr - shadow_base < shadow_limit;
}

uint8_t *dmasan_port_shadow(uintptr_t addr) {
  return shadow + ((addr - shadow_base) >> DMASAN_SHADOW_SCALE);
}
