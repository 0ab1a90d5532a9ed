// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A mapping of nothing.
// EXPECT: zero-size in driver at 0
// RUN: %run_case %s

#include "case.h"

#ifdef GOOD
#define CASE_SIZE 1
#else
#define CASE_SIZE 0
#endif

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, CASE_SIZE, DMA_TO_DEVICE);

  if (!dma_mapping_error(dev, dma))
    dma_unmap_single(dev, dma, CASE_SIZE, DMA_TO_DEVICE);
  kfree(buf);
  return 0;
}
