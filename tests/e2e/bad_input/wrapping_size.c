// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A size that wraps around the address space.
// EXPECT: map-invalid in driver at 0
// RUN: %run_case %s

#include "case.h"

#ifdef GOOD
#define CASE_SIZE 256
#else
#define CASE_SIZE (~(size_t)0 - 16)
#endif

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, CASE_SIZE, DMA_TO_DEVICE);

#ifdef GOOD
  CHECK(2, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, CASE_SIZE, DMA_TO_DEVICE);
#else
  CHECK(3, dma_mapping_error(dev, dma));
#endif
  kfree(buf);
  return 0;
}
