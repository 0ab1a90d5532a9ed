// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A direction that the enumeration does not have.
// EXPECT: invalid-direction in driver at 0
// RUN: %run_case %s

#include "case.h"

#ifdef GOOD
#define CASE_DIRECTION DMA_TO_DEVICE
#else
#define CASE_DIRECTION ((enum dma_data_direction)77)
#endif

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, CASE_DIRECTION);

  if (!dma_mapping_error(dev, dma))
    dma_unmap_single(dev, dma, 256, CASE_DIRECTION);
  kfree(buf);
  return 0;
}
