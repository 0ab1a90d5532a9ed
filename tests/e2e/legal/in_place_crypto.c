// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: In-place operation: the same buffer in two scatterlists that are
// mapped at the same time, one to read and one to write, cut into different
// pieces; the written one is longer by a tag.
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  struct scatterlist src[2], dst;
  char byte;

  sg_init_table(src, 2);
  sg_set_buf(&src[0], buf, 128);
  sg_set_buf(&src[1], buf + 128, 112);
  sg_init_one(&dst, buf, 256);
  buf[200] = 'b';
  CHECK(2, dma_map_sg(dev, src, 2, DMA_TO_DEVICE) == 2);
  CHECK(3, dma_map_sg(dev, &dst, 1, DMA_FROM_DEVICE) == 1);
  CHECK(4,
        dmasan_sim_dma_read(dev, sg_dma_address(&src[1]) + 72, &byte, 1) == 0);
  byte++;
  CHECK(5,
        dmasan_sim_dma_write(dev, sg_dma_address(&dst) + 200, &byte, 1) == 0);
  dma_unmap_sg(dev, &dst, 1, DMA_FROM_DEVICE);
  dma_unmap_sg(dev, src, 2, DMA_TO_DEVICE);
  CHECK(6, buf[200] == 'c');
  kfree(buf);
  return 0;
}
