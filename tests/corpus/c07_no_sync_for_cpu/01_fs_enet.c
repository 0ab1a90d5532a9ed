// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C07-01, Linux fs_enet, <20220519192443.28681-1-mans@mansr.com>
// fs_enet (Linux): a short packet is copied out of its buffer before the sync
// for the CPU.
// EXPECT: cpu-read-device-owned in copy_break at 0

#include "case.h"

char skb[64];

static __attribute__((__noinline__)) void
copy_break(struct device *dev, dma_addr_t dma, const char *buffer, char *skb) {
#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
  memcpy(skb, buffer, 64);
#else
  memcpy(skb, buffer, 64);
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
#endif
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "packet", 6) == 0);
  copy_break(dev, dma, buffer, skb);
  dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
