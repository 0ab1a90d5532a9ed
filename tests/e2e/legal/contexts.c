// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: what may be done in an interrupt or under locks: mapping and
// unmapping, pool blocks, memory that is allocated with GFP_ATOMIC, and what
// ends a context: nested locks, restored flags, a lock that was not taken.
// RUN: %run_case %s -O0 -O2

#include "case.h"

#include <linux/interrupt.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static int driver(struct device *dev) {
  struct dma_pool *pool = dma_pool_create("blocks", dev, 64, 64, 0);
  char *buffer = (char *)kzalloc(64, GFP_KERNEL);
  unsigned long flags, nested;
  dma_addr_t dma, block_dma;
  void *block, *memory;

  spin_lock_irqsave(&outer, flags);
  spin_lock_irqsave(&inner, nested);
  dma = dma_map_single(dev, buffer, 64, DMA_TO_DEVICE);
  CHECK(2, !dma_mapping_error(dev, dma));
  block = dma_pool_zalloc(pool, GFP_ATOMIC, &block_dma);
  spin_unlock_irqrestore(&inner, nested);
  CHECK(3, irqs_disabled() && in_atomic());
  CHECK(4, !spin_trylock(&outer));
  dma_pool_free(pool, block, block_dma);
  dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
  memory = dma_alloc_coherent(dev, 64, &dma, GFP_ATOMIC);
  spin_unlock_irqrestore(&outer, flags);
  CHECK(5, !irqs_disabled() && !in_atomic());
  dma_free_coherent(dev, 64, memory, dma);
  memory = dma_alloc_coherent(dev, 64, &dma, GFP_KERNEL);
  dma_free_coherent(dev, 64, memory, dma);
  dma_pool_destroy(pool);
  kfree(buffer);
  return 0;
}
