// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C01-04, Linux spi-rockchip-sfc, <20251003114239.431114-1-m.szyprowski@samsung.com>
// spi-rockchip-sfc (Linux): a page's physical address serves as DMA address of
// every transfer; syncs around it, no map.
// EXPECT: sync-not-mapped in transfer at 0
// EXPECT: sync-not-mapped in transfer at 0

#include "case.h"

static __attribute__((__noinline__)) int transfer(struct device *dev,
                                                  dma_addr_t buffer) {
  dma_sync_single_for_device(dev, buffer, 128, DMA_BIDIRECTIONAL);
  dma_sync_single_for_cpu(dev, buffer, 128, DMA_BIDIRECTIONAL);
  return 0;
}

static int driver(struct device *dev) {
  unsigned long page = __get_free_pages(GFP_KERNEL, 0);
  dma_addr_t buffer;
  int error;

  CHECK(2, page);
#ifdef GOOD
  buffer = dma_map_single(dev, (void *)page, 4096, DMA_BIDIRECTIONAL);
  CHECK(3, !dma_mapping_error(dev, buffer));
  dma_sync_single_for_cpu(dev, buffer, 4096, DMA_BIDIRECTIONAL);
#else
  buffer = virt_to_phys((void *)page);
#endif
  error = transfer(dev, buffer);
#ifdef GOOD
  dma_unmap_single(dev, buffer, 4096, DMA_BIDIRECTIONAL);
#endif
  free_pages(page, 0);
  return error;
}
