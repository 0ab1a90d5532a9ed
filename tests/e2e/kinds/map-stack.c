// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A variable on the stack is mapped.
// EXPECT: map-stack in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
#ifdef GOOD
  char *buf = (char *)kzalloc(64, GFP_KERNEL);
#else
  char variable[64] __attribute__((__aligned__(512))) = {0};
  char *buf = variable;
#endif
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
#ifdef GOOD
  kfree(buf);
#endif
  return 0;
}
