// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A mapping is ended for another device than it was made for.
// EXPECT: unmap-device-mismatch in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  struct device *other = dmasan_sim_device_create("other", NULL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
#ifdef GOOD
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
#else
  dma_unmap_single(other, dma, 256, DMA_TO_DEVICE);
#endif
  dmasan_sim_device_destroy(other);
  kfree(buf);
  return 0;
}
