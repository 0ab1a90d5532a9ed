// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: The device still writes when the next system has taken over: its bytes
// are in memory that is used for something else by now.
// EXPECT: device-active-at-shutdown in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
#ifdef GOOD
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  dmasan_sim_device_shutdown(dev);
  show("the next system reads the memory", buf, 4);
  kfree(buf);
#else
  dmasan_sim_device_shutdown(dev);
  CHECK(3, dmasan_sim_dma_write(dev, dma, "late", 4) == 0);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  show("the next system reads the memory", buf, 4);
  kfree(buf);
#endif
  return 0;
}
