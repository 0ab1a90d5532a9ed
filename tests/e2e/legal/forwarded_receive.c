// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A packet goes out of the device that received it, from the half of a
// receive page that the CPU has back; the page stays mapped for the other half.
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  struct page *page = alloc_page(GFP_KERNEL);
  dma_addr_t rx, tx;
  char byte = 7, seen = 0;

  rx = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
  CHECK(2, !dma_mapping_error(dev, rx));
  CHECK(3, dmasan_sim_dma_write(dev, rx + 2048, &byte, 1) == 0);
  dma_sync_single_range_for_cpu(dev, rx, 2048, 2048, DMA_FROM_DEVICE);
  tx = dma_map_page(dev, page, 2048, 64, DMA_TO_DEVICE);
  CHECK(4, !dma_mapping_error(dev, tx));
  CHECK(5, dmasan_sim_dma_read(dev, tx, &seen, 1) == 0 && seen == 7);
  dma_unmap_page(dev, tx, 64, DMA_TO_DEVICE);
  dma_unmap_page(dev, rx, PAGE_SIZE, DMA_FROM_DEVICE);
  __free_page(page);
  return 0;
}
