// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a sync of an address that nobody asked dma_mapping_error about is its
// first use, and the unmap after it is not said again.
// EXPECT: mapping-error-unchecked in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);

#ifdef GOOD
  CHECK(2, !dma_mapping_error(dev, dma));
#endif
  dma_sync_single_for_cpu(dev, dma, 64, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
