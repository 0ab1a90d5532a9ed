// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a receive page is mapped once and holds two buffers of half a page; a
// frame with its prefix is synced from behind the prefix, so that the last
// bytes are the neighbour's. Whole buffers, one or both, are fine.
// EXPECT: sync-crosses-buffers in receive at 2048
// RUN: %run_case %s -O0 -O2

#include <dmasan/interface.h>

#include "case.h"

static __attribute__((__noinline__)) void
receive(struct device *dev, dma_addr_t dma, unsigned long prefix) {
#ifdef GOOD
  dma_sync_single_range_for_cpu(dev, dma, prefix, 2048 - prefix,
                                DMA_FROM_DEVICE);
#else
  dma_sync_single_range_for_cpu(dev, dma, prefix, 2048, DMA_FROM_DEVICE);
#endif
}

static int driver(struct device *dev) {
  struct page *page = alloc_page(GFP_KERNEL);
  char *bytes = (char *)page_address(page);
  dma_addr_t dma = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  dmasan_declare_sub_buffers(dev, dma, 2048);
  CHECK(3, dmasan_sim_dma_write(dev, dma + 64, "frame", 5) == 0);
  receive(dev, dma, 64);
  CHECK(4, bytes[64] == 'f');
  dma_sync_single_range_for_device(dev, dma, 64, 2048 - 64, DMA_FROM_DEVICE);
  CHECK(5, dmasan_sim_dma_write(dev, dma + 2048, "next", 4) == 0);
  dma_sync_single_range_for_cpu(dev, dma, 2048, 2048, DMA_FROM_DEVICE);
  CHECK(6, bytes[2048] == 'n');
  dma_sync_single_range_for_device(dev, dma, 2048, 2048, DMA_FROM_DEVICE);
  dma_sync_single_for_cpu(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
  CHECK(7, bytes[2048] == 'n');
  dma_unmap_page(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
  __free_page(page);
  return 0;
}
