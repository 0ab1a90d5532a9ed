// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A descriptor is written after it went back to its pool; whoever takes
// the block next gets it.
// EXPECT: pool-use-after-free in refill at 8
// RUN: %run_case %s

#include "case.h"

static __attribute__((__noinline__)) u32 *refill(struct dma_pool *pool,
                                                 dma_addr_t *dma) {
  return (u32 *)dma_pool_alloc(pool, GFP_KERNEL, dma);
}

static int driver(struct device *dev) {
  struct dma_pool *pool = dma_pool_create("ring", dev, 64, 64, 0);
  dma_addr_t dma;
  volatile u32 *block = refill(pool, &dma);

  CHECK(2, block);
  block[1] = 1;
#ifdef GOOD
  block[2] = 1;
  CHECK(3, dmasan_sim_dma_write(dev, dma, "x", 1) == 0);
#endif
  dma_pool_free(pool, (void *)block, dma);
#ifndef GOOD
  block[2] = 1;
#endif
  block = refill(pool, &dma);
  CHECK(4, block);
  show("the next owner finds in word 2", &block[2], 4);
  dma_pool_free(pool, (void *)block, dma);
  dma_pool_destroy(pool);
  return 0;
}
