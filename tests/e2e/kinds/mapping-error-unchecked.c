// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: The device is given an address that nobody asked dma_mapping_error
// about.
// EXPECT: mapping-error-unchecked in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);
  char seen;

#ifdef GOOD
  CHECK(2, !dma_mapping_error(dev, dma));
#endif
  CHECK(3, dmasan_sim_dma_read(dev, dma, &seen, 1) == 0);
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  kfree(buf);
  return 0;
}
