// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a pointer that is NULL or points nowhere is not mapped.
// EXPECT: map-invalid in driver at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

static int driver(struct device *dev) {
  char *buffer = NULL;
  dma_addr_t dma;
#ifdef GOOD
  buffer = (char *)kzalloc(128, GFP_KERNEL);
#endif
  dma = dma_map_single(dev, buffer, 128, DMA_TO_DEVICE);
  if (!dma_mapping_error(dev, dma))
    dma_unmap_single(dev, dma, 128, DMA_TO_DEVICE);
  kfree(buffer);
  return 0;
}
