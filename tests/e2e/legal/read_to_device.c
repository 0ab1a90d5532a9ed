// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Reading TO_DEVICE memory while it is mapped.
// RUN: %run_case %s -O0 -O2

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));

  CHECK(3, *(volatile char *)buf == 0);
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  kfree(buf);
  return 0;
}
