// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C04-01, Linux mt76, commit 27d5c528a7ca
// mt76 (Linux 27d5c528a7ca): the head of a frame is mapped once and stands in
// two places of the descriptor; both are unmapped.
// EXPECT: unmap-size-mismatch in tx_complete at 0
// EXPECT: double-unmap in tx_complete at 0

#include "case.h"

static __attribute__((__noinline__)) void tx_complete(struct device *dev,
                                                      dma_addr_t head) {
#ifndef GOOD
  dma_unmap_single(dev, head, 72, DMA_TO_DEVICE);
#endif
  dma_unmap_single(dev, head, 256, DMA_TO_DEVICE);
}

static int driver(struct device *dev) {
  char *skb = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t head = dma_map_single(dev, skb, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, head));
  tx_complete(dev, head);
  kfree(skb);
  return 0;
}
