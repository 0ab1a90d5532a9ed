// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C30-04, barebox dma debug, commit 77bf74ca6d5d
// designware net (barebox 77bf74ca6d5d): one mapping holds many packet
// buffers, and each is synced by itself.

#include "case.h"

static int driver(struct device *dev) {
  char *ring = (char *)kzalloc(8 * 256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, ring, 8 * 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  for (int i = 0; i < 8; i++) {
    CHECK(3, dmasan_sim_dma_write(dev, dma + i * 256, "x", 1) == 0);
    dma_sync_single_for_cpu(dev, dma + i * 256, 256, DMA_FROM_DEVICE);
    CHECK(4, ring[i * 256] == 'x');
    dma_sync_single_for_device(dev, dma + i * 256, 256, DMA_FROM_DEVICE);
  }
  dma_unmap_single(dev, dma, 8 * 256, DMA_FROM_DEVICE);
  kfree(ring);
  return 0;
}
