// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Unmap is given the count that map returned; with merged entries it is
// smaller than the count given to map.
// EXPECT: sg-nents-mismatch in driver at 0
// OPTIONS: sim_merge_sg=1
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  struct scatterlist sg[2];
  struct page *pages = alloc_pages(GFP_KERNEL | __GFP_ZERO, 1);
  int mapped;

  sg_init_table(sg, 2);
  sg_set_page(&sg[0], pages, PAGE_SIZE, 0);
  sg_set_page(&sg[1], nth_page(pages, 1), PAGE_SIZE, 0);
  mapped = dma_map_sg(dev, sg, 2, DMA_TO_DEVICE);
  CHECK(2, mapped == 1);
#ifdef GOOD
  dma_unmap_sg(dev, sg, 2, DMA_TO_DEVICE);
#else
  dma_unmap_sg(dev, sg, mapped, DMA_TO_DEVICE);
#endif
  __free_pages(pages, 1);
  return 0;
}
