// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A sync is longer than its mapping: the line behind it is
// invalidated, and what the CPU wrote there is gone.
// EXPECT: sync-out-of-range in driver at 256
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(512, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  buf[256] = 'x';

#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma + 128, 128, DMA_FROM_DEVICE);
#else
  dma_sync_single_for_cpu(dev, dma + 128, 129, DMA_FROM_DEVICE);
#endif
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  show("the CPU reads buf[256], which is not mapped", &buf[256], 1);
  kfree(buf);
  return 0;
}
