// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Ownership is tracked for each range: a sync of a part allows that
// part.
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  volatile char *seen = buf;

  dma_sync_single_range_for_cpu(dev, dma, 64, 64, DMA_FROM_DEVICE);
  CHECK(3, seen[64] == 0 && seen[127] == 0);
  dma_sync_single_range_for_device(dev, dma, 64, 64, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buf);
  return 0;
}
