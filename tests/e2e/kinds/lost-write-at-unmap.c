// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: The CPU writes into a receive buffer and unmaps it: the invalidate
// takes the write back.
// EXPECT: lost-write-at-unmap in driver at 16
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));

  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
#ifdef GOOD
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  buf[16] = 'x';
#else
  buf[16] = 'x';
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
#endif
#ifdef GOOD
  CHECK(3, buf[16] == 'x');
#else
  CHECK(4, *(volatile char *)&buf[16] == 0);
#endif
  show("the CPU reads buf[16]", &buf[16], 1);
  kfree(buf);
  return 0;
}
