// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: memory is mapped before it is freed, not after.
// EXPECT: map-freed in send at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

static __attribute__((__noinline__)) int send(struct device *dev,
                                              char *buffer) {
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_TO_DEVICE);

  if (!dma_mapping_error(dev, dma))
    dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);

  CHECK(2, buffer);
#ifdef GOOD
  send(dev, buffer);
  kfree(buffer);
#else
  kfree(buffer);
  send(dev, buffer);
#endif
  return 0;
}
