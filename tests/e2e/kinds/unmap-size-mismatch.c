// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Unmap is given the length of the packet, not of the mapping: the
// rest of the buffer is not invalidated.
// EXPECT: unmap-size-mismatch in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma + 128, "data", 4) == 0);
#ifdef GOOD
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
#else
  dma_unmap_single(dev, dma, 64, DMA_FROM_DEVICE);
#endif
  show("the CPU reads buf[128] to buf[131]", &buf[128], 4);
  kfree(buf);
  return 0;
}
