// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: In-place operation: the same buffer in two scatterlists.
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  struct scatterlist src, dst;

  sg_init_one(&src, buf, 256);
  sg_init_one(&dst, buf, 256);
  CHECK(2, dma_map_sg(dev, &src, 1, DMA_TO_DEVICE) == 1);
  dma_unmap_sg(dev, &src, 1, DMA_TO_DEVICE);
  CHECK(3, dma_map_sg(dev, &dst, 1, DMA_BIDIRECTIONAL) == 1);
  CHECK(4, dmasan_sim_dma_write(dev, sg_dma_address(&dst), "c", 1) == 0);
  dma_unmap_sg(dev, &dst, 1, DMA_BIDIRECTIONAL);
  CHECK(5, buf[0] == 'c');
  kfree(buf);
  return 0;
}
