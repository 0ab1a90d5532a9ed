// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: the device is told of more room than the socket buffer has that is
// made of its data. What fits is fine, though the mapping is larger.
// EXPECT: device-past-buffer in receive at 192
// OPTIONS: halt_on_error=1
// RUN: %run_case %s

#include "case.h"

#include <linux/skbuff.h>

static __attribute__((__noinline__)) int receive(struct device *dev,
                                                 unsigned int length) {
  unsigned int frag = 192 + SKB_DATA_ALIGN(sizeof(struct skb_shared_info));
  static const char packet[256] = {1};
  char *data = (char *)netdev_alloc_frag(frag);
  dma_addr_t dma = dma_map_single(dev, data, 256, DMA_FROM_DEVICE);
  struct sk_buff *skb;

  CHECK(3, !dma_mapping_error(dev, dma));
  CHECK(4, dmasan_sim_dma_write(dev, dma, packet, length) == 0);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  skb = build_skb(data, frag);
  CHECK(5, skb);
  skb_put(skb, length);
  CHECK(6, skb->data[0] == 1 && skb->len == length);
  kfree_skb(skb);
  return 0;
}

static int driver(struct device *dev) {
  CHECK(2, receive(dev, 192) == 0);
#ifndef GOOD
  receive(dev, 200);
#endif
  return 0;
}
