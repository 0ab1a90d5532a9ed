// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A block is freed twice, one with another block's handle, one to
// another pool, and a pool is destroyed with a block in use.
// EXPECT: pool-misuse in twice at 0
// EXPECT: pool-misuse in with_handle at 0
// EXPECT: pool-misuse in to_pool at 0
// EXPECT: pool-misuse in end at 0
// RUN: %run_case %s

#include "case.h"

static __attribute__((__noinline__, unused)) void
twice(struct dma_pool *pool, void *block, dma_addr_t dma) {
  dma_pool_free(pool, block, dma);
}
static __attribute__((__noinline__)) void
with_handle(struct dma_pool *pool, void *block, dma_addr_t dma) {
  dma_pool_free(pool, block, dma);
}
static __attribute__((__noinline__)) void to_pool(struct dma_pool *pool,
                                                  void *block, dma_addr_t dma) {
  dma_pool_free(pool, block, dma);
}
static __attribute__((__noinline__)) void end(struct dma_pool *pool) {
  dma_pool_destroy(pool);
}

static int driver(struct device *dev) {
  struct dma_pool *pool = dma_pool_create("ring", dev, 64, 64, 0);
  struct dma_pool *other = dma_pool_create("other", dev, 64, 64, 0);
  dma_addr_t dma[4];
  void *block[4];

  for (int i = 0; i < 4; ++i) {
    block[i] = dma_pool_alloc(pool, GFP_KERNEL, &dma[i]);
    CHECK(2, block[i]);
  }
  dma_pool_free(pool, block[0], dma[0]);
#ifdef GOOD
  with_handle(pool, block[1], dma[1]);
  to_pool(pool, block[2], dma[2]);
  dma_pool_free(pool, block[3], dma[3]);
#else
  twice(pool, block[0], dma[0]);
  with_handle(pool, block[1], dma[1] + 64 * 5);
  to_pool(other, block[2], dma[2]);
#endif
  end(pool);
  dma_pool_destroy(other);
  return 0;
}
