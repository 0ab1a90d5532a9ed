// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: With strict_ownership, the device uses memory that the CPU owns.
// EXPECT: device-access-cpu-owned in driver at 0
// OPTIONS: strict_ownership=1
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));

  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
#ifdef GOOD
  dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
#endif
  CHECK(3, dmasan_sim_dma_write(dev, dma, "x", 1) == 0);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buf);
  return 0;
}
