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
  char *behind = (char *)kzalloc(200, GFP_KERNEL);
  char seen[4] = {0};

  memset(behind, 'S', 200);
  dma_addr_t dma = dma_map_single(dev, message, size, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  if (size > 256)
    CHECK(3, dmasan_sim_dma_read(dev, dma + 256, seen, 4) == 0);
  show("the device learns of the object behind it", seen, 4);
  dma_unmap_single(dev, dma, size, DMA_TO_DEVICE);
  kfree(behind);
  kfree(message);
  return 0;
}
