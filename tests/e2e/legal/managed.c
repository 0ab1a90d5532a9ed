// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Managed coherent memory and pools are freed with the device.
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  dma_addr_t dma;
  char *ring = (char *)dmam_alloc_coherent(dev, 256, &dma, GFP_KERNEL);
  struct dma_pool *pool = dma_pool_create("pool", dev, 64, 64, 0);
  dma_addr_t block_dma;
  char *block = (char *)dma_pool_zalloc(pool, GFP_KERNEL, &block_dma);

  CHECK(2, ring && block);
  ring[0] = block[0] = 'x';
  CHECK(3, dmasan_sim_dma_write(dev, dma, "r", 1) == 0 && ring[0] == 'r');
  CHECK(4,
        dmasan_sim_dma_write(dev, block_dma, "b", 1) == 0 && block[0] == 'b');
  dma_pool_free(pool, block, block_dma);
  dma_pool_destroy(pool);
  return 0;
}
