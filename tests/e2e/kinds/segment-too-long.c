// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a device that takes segments of 2048 bytes gets none of 4096.
// EXPECT: segment-too-long in driver at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

static int driver(struct device *dev) {
  char *data = (char *)kzalloc(8192, GFP_KERNEL);
  struct scatterlist list[2];

  CHECK(2, data);
  CHECK(3, dma_set_max_seg_size(dev, 2048) == 0);
  sg_init_table(list, 2);
#ifdef GOOD
  sg_set_buf(&list[0], data, 2048);
  sg_set_buf(&list[1], data + 4096, 2048);
#else
  sg_set_buf(&list[0], data, 4096);
  sg_set_buf(&list[1], data + 4096, 2048);
#endif
  CHECK(4, dma_map_sg(dev, list, 2, DMA_TO_DEVICE) == 2);
  dma_unmap_sg(dev, list, 2, DMA_TO_DEVICE);
  kfree(data);
  return 0;
}
