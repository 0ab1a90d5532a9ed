// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a mapping of a message ends with the message, whatever the allocator
// keeps behind it. The offset is the first byte that is not the driver's.
// EXPECT: map-past-object in driver at 200
// RUN: %run_case %s -O0 -O2

#include "case.h"

static int driver(struct device *dev) {
  char *message = (char *)kzalloc(200, GFP_KERNEL);
#ifdef GOOD
  size_t size = 200;
#else
  size_t size = 512;
#endif
  dma_addr_t dma = dma_map_single(dev, message, size, DMA_TO_DEVICE);

  if (!dma_mapping_error(dev, dma))
    dma_unmap_single(dev, dma, size, DMA_TO_DEVICE);
  kfree(message);
  return 0;
}
