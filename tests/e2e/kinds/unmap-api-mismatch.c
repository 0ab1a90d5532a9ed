// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A mapping of a scatterlist is ended as if it were a single one.
// EXPECT: unmap-api-mismatch in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  struct scatterlist sg;

  sg_init_one(&sg, buf, 256);
  CHECK(2, dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE) == 1);
#ifdef GOOD
  dma_unmap_sg(dev, &sg, 1, DMA_TO_DEVICE);
#else
  dma_unmap_single(dev, sg_dma_address(&sg), 256, DMA_TO_DEVICE);
#endif
  kfree(buf);
  return 0;
}
