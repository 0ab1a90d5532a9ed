// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a sync right after the map gives the device what it has; after a
// sync for the CPU it gives it back.
// EXPECT: redundant-sync in driver at 0
// OPTIONS: report_from=performance
// RUN: %run_case %s -O0 -O2

#include "case.h"

static int driver(struct device *dev) {
  char *buffer = (char *)kmalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
#endif
  dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
