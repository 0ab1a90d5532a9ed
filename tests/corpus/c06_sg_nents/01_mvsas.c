// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C06-01, Linux mvsas, <20250627134822.234813-2-fourier.thomas@gmail.com>
// mvsas (Linux): what dma_map_sg() returned is given to the unmap; with an
// IOMMU it is less than the entries.
// EXPECT: sg-nents-mismatch in transfer at 0
// OPTIONS: sim_merge_sg=1

#include "case.h"

static void two_entries(struct scatterlist *list, char *first, char *second) {
  sg_init_table(list, 2);
  sg_set_buf(&list[0], first, 4096);
  sg_set_buf(&list[1], second, 4096);
}

static __attribute__((__noinline__)) int transfer(struct device *dev,
                                                  struct scatterlist *list) {
  int n_elem = dma_map_sg(dev, list, 2, DMA_TO_DEVICE);

  CHECK(3, n_elem == 1); /* merged */
#ifdef GOOD
  dma_unmap_sg(dev, list, 2, DMA_TO_DEVICE);
#else
  dma_unmap_sg(dev, list, n_elem, DMA_TO_DEVICE);
#endif
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
