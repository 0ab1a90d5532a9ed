// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: The driver goes and leaves a mapping behind; it is placed where it
// was made.
// EXPECT: mapping-leak in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  (void)dma;
#ifdef GOOD
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  kfree(buf);
#endif
  return 0;
}
