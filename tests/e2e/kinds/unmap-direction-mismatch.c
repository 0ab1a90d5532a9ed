// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Unmap is given another direction; without the invalidate the CPU
// keeps stale lines and never sees the device's data.
// EXPECT: unmap-direction-mismatch in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));

  CHECK(3, dmasan_sim_dma_write(dev, dma, "data", 4) == 0);
#ifdef GOOD
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  CHECK(4, memcmp(buf, "data", 4) == 0);
#else
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  CHECK(5, memcmp(buf, "data", 4) != 0);
#endif
  show("the CPU reads buf[0] to buf[3]", buf, 4);
  kfree(buf);
  return 0;
}
