// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C30-06, Linux dma-debug, commit 293d92cbbd24
// dma-debug (Linux 293d92cbbd24): a merged DMA segment is longer than the CPU
// memory of its first entry.
// OPTIONS: sim_merge_sg=1

#include "case.h"

static int driver(struct device *dev) {
  char *first = (char *)kzalloc(4096, GFP_KERNEL),
       *second = (char *)kzalloc(4096, GFP_KERNEL);
  struct scatterlist list[2];

  CHECK(2, first && second);
  sg_init_table(list, 2);
  sg_set_buf(&list[0], first, 4096);
  sg_set_buf(&list[1], second, 4096);
  CHECK(3, dma_map_sg(dev, list, 2, DMA_TO_DEVICE) == 1);
  CHECK(4, sg_dma_len(&list[0]) == 8192);
  dma_unmap_sg(dev, list, 2, DMA_TO_DEVICE);
  kfree(first);
  kfree(second);
  return 0;
}
