// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Two receive buffers in one page under one mapping.
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
  volatile char *half = (char *)page_address(page) + 2048;
  dma_addr_t dma = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma + 2048, "p", 1) == 0);
  dma_sync_single_range_for_cpu(dev, dma, 2048, 2048, DMA_FROM_DEVICE);
  CHECK(4, half[0] == 'p');
  dma_sync_single_range_for_device(dev, dma, 2048, 2048, DMA_FROM_DEVICE);
  dma_unmap_page(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
  __free_page(page);
  return 0;
}
