// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Two TO_DEVICE mappings of the same bytes, as for a retransmit.
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  dma_addr_t again = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);

  CHECK(3, !dma_mapping_error(dev, again));
  dma_unmap_single(dev, again, 256, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  kfree(buf);
  return 0;
}
