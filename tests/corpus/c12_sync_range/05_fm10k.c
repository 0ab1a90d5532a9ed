// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C12-05, Linux fm10k, <20200703182010.1867-1-bruceshenzk@gmail.com>
// fm10k (Linux): the length of a sync comes from the descriptor that the card
// wrote.
// EXPECT: sync-out-of-range in receive at 2048

#include "case.h"

static __attribute__((__noinline__)) void
receive(struct device *dev, dma_addr_t dma, size_t length) {
#ifdef GOOD
  length = length < 2048 ? length : 2048;
#endif
  dma_sync_single_range_for_cpu(dev, dma, 0, length, DMA_FROM_DEVICE);
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(2048, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 2048, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "packet", 6) == 0);
  receive(dev, dma, 0x3000);
  dma_sync_single_for_device(dev, dma, 2048, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 2048, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
