// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A dedicated allocation that its allocator pads to the line may have
// any length.
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kmalloc(100, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 100, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, 100, DMA_FROM_DEVICE);
  kfree(buf);
  return 0;
}
