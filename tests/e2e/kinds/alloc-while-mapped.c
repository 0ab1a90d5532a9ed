// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a mapped buffer is freed through a pointer to kfree, which nobody
// sees; the next allocation gets it.
// EXPECT: alloc-while-mapped in driver at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

static void (*volatile release)(const void *) = kfree;

static int driver(struct device *dev) {
  char *request = (char *)kzalloc(256, GFP_KERNEL), *other;
  dma_addr_t dma = dma_map_single(dev, request, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
#ifdef GOOD
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
#endif
  release(request);
  other = (char *)kzalloc(256, GFP_KERNEL);
  CHECK(3, other == request);
#ifndef GOOD
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
#endif
  other[0] = 1;
  kfree(other);
  return 0;
}
