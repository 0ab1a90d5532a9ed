// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: The driver maps and has told nobody how many address bits its device
// has.
// EXPECT: mask-unset in driver at 0
// RUN: %run_case %s

#define CASE_NO_MASK

#include "case.h"

static int driver(struct device *dev) {
#ifdef GOOD
  CHECK(1, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32)) == 0);
#endif
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));

  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  kfree(buf);
  return 0;
}
