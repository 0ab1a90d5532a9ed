// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Lines that the device is going to read are invalidated instead of cleaned.
// EXPECT: cache-op-wrong in driver at 0
// RUN: %run_case %s -fsanitize-dma-model=%models/arm64_cache.yaml

#include "cache_ops.h"
#include "case.h"

static int driver(struct device *dev) {
  char *frame = (char *)kzalloc(128, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, frame, 128, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
#ifdef GOOD
  dcache_clean_poc((unsigned long)frame, (unsigned long)frame + 128);
#else
  dcache_inval_poc((unsigned long)frame, (unsigned long)frame + 128);
#endif
  dma_unmap_single(dev, dma, 128, DMA_TO_DEVICE);
  kfree(frame);
  return 0;
}
