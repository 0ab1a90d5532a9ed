// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Cleaning a mapped frame of 129 bytes ends a byte early and so misses its last line.
// EXPECT: cache-op-short in arch_sync at 128
// RUN: %run_case %s -fsanitize-dma-model=%models/arm64_cache.yaml

#include "cache_ops.h"
#include "case.h"

static noinline void arch_sync(char *frame, unsigned long size) {
  unsigned long start = (unsigned long)frame;

#ifdef GOOD
  dcache_clean_poc(start, start + size);
#else
  dcache_clean_poc(start, start + size - 1);
#endif
}

static int driver(struct device *dev) {
  char *frame = (char *)kzalloc(129, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, frame, 129, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  arch_sync(frame, 129);
  dma_unmap_single(dev, dma, 129, DMA_TO_DEVICE);
  kfree(frame);
  return 0;
}
