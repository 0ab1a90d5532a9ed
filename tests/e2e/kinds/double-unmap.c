// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A mapping is unmapped a second time.
// EXPECT: double-unmap in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
#ifndef GOOD
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
#endif
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  kfree(buf);
  return 0;
}
