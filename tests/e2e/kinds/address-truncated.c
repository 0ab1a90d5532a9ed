// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a DMA address above 4 GiB is kept in a dma_addr_t, not in the 32
// bits of a register's shadow.
// EXPECT: address-truncated in driver at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_TO_DEVICE);
#ifdef GOOD
  dma_addr_t kept = dma;
#else
  u32 kept = (u32)dma;
#endif

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dma >> 32);
  dma_unmap_single(dev, kept, 256, DMA_TO_DEVICE);
  kfree(buffer);
  return 0;
}
