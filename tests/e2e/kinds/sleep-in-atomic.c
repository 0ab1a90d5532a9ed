// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: memory is allocated under a spin lock with flags that let the call
// sleep, from the DMA API and from a pool, and a pool is destroyed there. The
// right version says GFP_ATOMIC, and destroys after the lock.
// EXPECT: sleep-in-atomic in grow at 0
// EXPECT: sleep-in-atomic in take at 0
// EXPECT: sleep-in-atomic in driver at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

#include <linux/spinlock.h>

#ifdef GOOD
#define CASE_FLAGS GFP_ATOMIC
#else
#define CASE_FLAGS GFP_KERNEL
#endif

static DEFINE_SPINLOCK(lock);

static __attribute__((__noinline__)) void *grow(struct device *dev,
                                                dma_addr_t *dma) {
  void *memory;

  spin_lock(&lock);
  memory = dma_alloc_coherent(dev, 256, dma, CASE_FLAGS);
  spin_unlock(&lock);
  return memory;
}

static __attribute__((__noinline__)) void *take(struct dma_pool *pool,
                                                dma_addr_t *dma) {
  void *block;

  spin_lock(&lock);
  block = dma_pool_alloc(pool, CASE_FLAGS, dma);
  spin_unlock(&lock);
  return block;
}

static int driver(struct device *dev) {
  struct dma_pool *pool = dma_pool_create("blocks", dev, 64, 64, 0);
  dma_addr_t dma, block_dma;
  void *memory = grow(dev, &dma), *block = take(pool, &block_dma);

  CHECK(2, memory && block);
  dma_pool_free(pool, block, block_dma);
#ifndef GOOD
  spin_lock(&lock);
  dma_pool_destroy(pool);
  spin_unlock(&lock);
#else
  dma_pool_destroy(pool);
#endif
  dma_free_coherent(dev, 256, memory, dma);
  return 0;
}
