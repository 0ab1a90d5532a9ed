// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A device writes a block after it was freed; that was reported when it
// happened, and is not reported again when the block is taken.
// EXPECT: device-use-after-unmap in driver at 4
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  struct dma_pool *pool = dma_pool_create("ring", dev, 64, 64, 0);
  dma_addr_t dma;
  void *block = dma_pool_alloc(pool, GFP_KERNEL, &dma);

  CHECK(2, block);
#ifdef GOOD
  CHECK(3, dmasan_sim_dma_write(dev, dma + 4, "late", 4) == 0);
#endif
  dma_pool_free(pool, block, dma);
#ifndef GOOD
  CHECK(4, dmasan_sim_dma_write(dev, dma + 4, "late", 4) == 0);
#endif
  block = dma_pool_alloc(pool, GFP_KERNEL, &dma);
  CHECK(5, block);
  dma_pool_free(pool, block, dma);
  dma_pool_destroy(pool);
  return 0;
}
