// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Page-pool recycling: mapped and unmapped with SKIP_CPU_SYNC, synced
// for each packet.
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
  volatile char *data = (char *)page_address(page);
  dma_addr_t dma = dma_map_page_attrs(dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE,
                                      DMA_ATTR_SKIP_CPU_SYNC);

  CHECK(2, !dma_mapping_error(dev, dma));
  for (int packet = 0; packet < 3; packet++) {
    dma_sync_single_for_device(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
    CHECK(3, dmasan_sim_dma_write(dev, dma, "p", 1) == 0);
    dma_sync_single_for_cpu(dev, dma, 64, DMA_FROM_DEVICE);
    CHECK(4, data[0] == 'p');
    data[0] = 0;
  }
  dma_unmap_page_attrs(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE,
                       DMA_ATTR_SKIP_CPU_SYNC);
  __free_page(page);
  return 0;
}
