// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: memory of a process is mapped by its address, and by a page that is
// not pinned any more. The right version pins its pages, maps them as a list,
// some twice, and unpins them last.
// EXPECT: map-user in by_address at 0
// EXPECT: map-user in unpinned at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

#include <linux/mm.h>

#define CASE_SIZE (2 * PAGE_SIZE)

#ifndef GOOD
static __attribute__((__noinline__)) int by_address(struct device *dev,
                                                    void *user) {
  dma_addr_t dma = dma_map_single(dev, user, CASE_SIZE, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, CASE_SIZE, DMA_TO_DEVICE);
  return 0;
}

static __attribute__((__noinline__)) int unpinned(struct device *dev,
                                                  void *user) {
  struct page *page;
  dma_addr_t dma;

  CHECK(3, pin_user_pages_fast((unsigned long)user, 1, 0, &page) == 1);
  unpin_user_page(page);
  dma = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
  CHECK(4, !dma_mapping_error(dev, dma));
  dma_unmap_page(dev, dma, PAGE_SIZE, DMA_TO_DEVICE);
  return 0;
}
#else
static int pinned(struct device *dev, char *user) {
  struct page *pages[2];
  struct scatterlist list[2];
  dma_addr_t again;

  CHECK(5, pin_user_pages_fast((unsigned long)user, 2, FOLL_WRITE, pages) == 2);
  sg_init_table(list, 2);
  sg_set_page(&list[0], pages[0], PAGE_SIZE - 100, 100);
  sg_set_page(&list[1], pages[1], 50, 0);
  CHECK(6, dma_map_sg(dev, list, 2, DMA_FROM_DEVICE) == 2);
  again = dma_map_page(dev, pages[0], 0, PAGE_SIZE, DMA_FROM_DEVICE);
  CHECK(7, !dma_mapping_error(dev, again));
  CHECK(8, !dmasan_sim_dma_write(dev, sg_dma_address(&list[1]), "user", 4));
  dma_unmap_page(dev, again, PAGE_SIZE, DMA_FROM_DEVICE);
  dma_unmap_sg(dev, list, 2, DMA_FROM_DEVICE);
  unpin_user_pages_dirty_lock(pages, 2, true);
  return user[PAGE_SIZE] == 'u' ? 0 : 9;
}
#endif

static int driver(struct device *dev) {
  char *user = (char *)dmasan_sim_user_alloc(CASE_SIZE);
  int error;

  CHECK(10, user);
#ifdef GOOD
  error = pinned(dev, user);
#else
  error = by_address(dev, user);
  if (!error)
    error = unpinned(dev, user);
#endif
  dmasan_sim_user_free(user);
  return error;
}
