// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: the last pin of a user page goes while it is mapped; in the right
// version somebody else has pinned it, too.
// EXPECT: free-while-mapped in driver at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

#include <linux/mm.h>

static int driver(struct device *dev) {
  void *user = dmasan_sim_user_alloc(PAGE_SIZE);
  struct page *page, *other;
  dma_addr_t dma;

  CHECK(2, pin_user_pages_fast((unsigned long)user, 1, 0, &page) == 1);
#ifdef GOOD
  CHECK(3, pin_user_pages_fast((unsigned long)user, 1, 0, &other) == 1);
#endif
  dma = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
  CHECK(4, !dma_mapping_error(dev, dma));
  unpin_user_page(page);
  dma_unmap_page(dev, dma, PAGE_SIZE, DMA_TO_DEVICE);
#ifdef GOOD
  unpin_user_page(other);
#else
  (void)other;
#endif
  dmasan_sim_user_free(user);
  return 0;
}
