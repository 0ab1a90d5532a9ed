// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a block goes back to its pool once and with its own handle.
// EXPECT: pool-misuse in give_back at 0
// EXPECT: pool-misuse in give_back_wrongly at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

static __attribute__((__noinline__)) void
give_back(struct dma_pool *pool, void *block, dma_addr_t handle) {
  dma_pool_free(pool, block, handle);
#ifndef GOOD
  dma_pool_free(pool, block, handle);
#endif
}

static __attribute__((__noinline__)) void
give_back_wrongly(struct dma_pool *pool, void *block, dma_addr_t handle) {
#ifdef GOOD
  dma_pool_free(pool, block, handle);
#else
  dma_pool_free(pool, block, handle + 64);
#endif
}

static int driver(struct device *dev) {
  struct dma_pool *pool = dma_pool_create("blocks", dev, 64, 64, 0);
  dma_addr_t first_handle, second_handle;
  void *first, *second;

  CHECK(2, pool);
  first = dma_pool_alloc(pool, GFP_KERNEL, &first_handle);
  second = dma_pool_alloc(pool, GFP_KERNEL, &second_handle);
  CHECK(3, first && second);
  give_back(pool, first, first_handle);
  give_back_wrongly(pool, second, second_handle);
  dma_pool_destroy(pool);
  return 0;
}
