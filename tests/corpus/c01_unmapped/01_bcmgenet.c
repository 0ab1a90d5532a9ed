// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C01-01, barebox net/bcmgenet, commit c8da74216d1c
// bcmgenet (barebox c8da74216d1c): receive buffers are given to the card by
// their CPU address and synced, but never mapped.
// EXPECT: sync-not-mapped in receive at 0

#include "case.h"

static __attribute__((__noinline__)) int receive(struct device *dev,
                                                 char *buffer) {
#ifdef GOOD
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);

  CHECK(3, !dma_mapping_error(dev, dma));
  CHECK(4, dmasan_sim_dma_write(dev, dma, "packet", 6) == 0);
#else
  dma_addr_t dma = (dma_addr_t)buffer; /* into the descriptor */
#endif
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
#ifdef GOOD
  CHECK(5, memcmp(buffer, "packet", 6) == 0);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
#endif
  return 0;
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  int error = receive(dev, buffer);

  kfree(buffer);
  return error;
}
