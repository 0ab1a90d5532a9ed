// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C06-07, Linux imx uart, commit 596fd8dffb74
// imx uart (Linux 596fd8dffb74): the DMA engine gets the count of before the
// map and transfers a segment that is none: its address is the error value.
// EXPECT: mapping-error-used in transfer at 0
// OPTIONS: sim_merge_sg=1

#include "case.h"

static void two_entries(struct scatterlist *list, char *first, char *second) {
  sg_init_table(list, 2);
  sg_set_buf(&list[0], first, 4096);
  sg_set_buf(&list[1], second, 4096);
}

static __attribute__((__noinline__)) int transfer(struct device *dev,
                                                  struct scatterlist *list) {
  char seen[4];
  int mapped = dma_map_sg(dev, list, 2, DMA_TO_DEVICE);
#ifdef GOOD
  int segments = mapped;
#else
  int segments = 2;
#endif

  CHECK(3, mapped == 1);
  for (int i = 0; i < segments; i++)
    dmasan_sim_dma_read(dev, sg_dma_address(&list[i]), seen, 4);
  dma_unmap_sg(dev, list, 2, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *first = (char *)kzalloc(4096, GFP_KERNEL);
  char *second = (char *)kzalloc(4096, GFP_KERNEL);
  struct scatterlist list[2];
  int error;

  CHECK(2, first && second);
  two_entries(list, first, second);
  error = transfer(dev, list);
  kfree(first);
  kfree(second);
  return error;
}
