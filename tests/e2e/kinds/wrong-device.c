// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a child device that a driver made itself has no DMA configuration:
// its parent on the bus is the one that maps.
// EXPECT: wrong-device in driver at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

static int driver(struct device *dev) {
  struct device *child = dmasan_sim_child_create(dev, "port");
  struct device *mapper = child;
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma;

  CHECK(2, child && buffer);
#ifdef GOOD
  mapper = child->parent;
#else
  CHECK(3, dma_set_mask_and_coherent(child, DMA_BIT_MASK(64)) == 0);
#endif
  dma = dma_map_single(mapper, buffer, 256, DMA_TO_DEVICE);
  CHECK(4, !dma_mapping_error(mapper, dma));
  dma_unmap_single(mapper, dma, 256, DMA_TO_DEVICE);
  kfree(buffer);
  dmasan_sim_device_destroy(child);
  return 0;
}
