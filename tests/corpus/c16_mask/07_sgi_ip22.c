// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C16-07, Linux sgi-ip22, <20190513111609.14855-1-tbogendoerfer@suse.de>
// sgi-ip22 (Linux): the platform gives its device no mask, and the driver sets
// none.
// EXPECT: mask-unset in driver at 0

#define CASE_NO_MASK

#include "case.h"

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma;

#ifdef GOOD
  CHECK(2, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32)) == 0);
#endif
  dma = dma_map_single(dev, buffer, 256, DMA_TO_DEVICE);
  if (!dma_mapping_error(dev, dma))
    dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  kfree(buffer);
  return 0;
}
