// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: The device still writes into a buffer that was unmapped.
// EXPECT: device-use-after-unmap in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));

#ifdef GOOD
  CHECK(3, dmasan_sim_dma_write(dev, dma, "x", 1) == 0);
#endif
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
#ifndef GOOD
  CHECK(4, dmasan_sim_dma_write(dev, dma, "x", 1) == -EFAULT);
#endif
  kfree(buf);
  return 0;
}
