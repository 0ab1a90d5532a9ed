// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: constant data is not mapped; a copy of it on the heap is.
// EXPECT: map-rodata in driver at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

static const char table[64] __attribute__((__aligned__(64))) = "registers";

static int driver(struct device *dev) {
  dma_addr_t dma;
#ifdef GOOD
  char *buffer = (char *)kmemdup(table, sizeof(table), GFP_KERNEL);
#else
  char *buffer = (char *)table;
#endif
  CHECK(2, buffer);
  dma = dma_map_single(dev, buffer, sizeof(table), DMA_TO_DEVICE);
  if (!dma_mapping_error(dev, dma))
    dma_unmap_single(dev, dma, sizeof(table), DMA_TO_DEVICE);
#ifdef GOOD
  kfree(buffer);
#endif
  return 0;
}
