// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A sync after the unmap, of an address that is nobody's.
// EXPECT: sync-not-mapped in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));

#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
#else
  dma_sync_single_for_cpu(dev, 0x4000, 256, DMA_FROM_DEVICE);
#endif
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buf);
  return 0;
}
