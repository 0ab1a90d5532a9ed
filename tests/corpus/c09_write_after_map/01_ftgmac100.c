// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C09-01, Linux ftgmac100, <572a7d510ace5e5a5ba41c4774d330133291c82a.camel@kernel.crashing.org>
// ftgmac100 (Linux): the packet is mapped, then its checksum is computed into
// it.
// EXPECT: cpu-write-device-owned in checksum_help at 34

#include "case.h"

static __attribute__((__noinline__)) void checksum_help(char *skb) {
  *(volatile u16 *)(skb + 34) = 0x1234;
}

static int driver(struct device *dev) {
  char *skb = (char *)kzalloc(128, GFP_KERNEL);
  dma_addr_t map;

#ifdef GOOD
  checksum_help(skb);
#endif
  map = dma_map_single(dev, skb, 128, DMA_TO_DEVICE);
  CHECK(2, !dma_mapping_error(dev, map));
#ifndef GOOD
  checksum_help(skb);
#endif
  dma_unmap_single(dev, map, 128, DMA_TO_DEVICE);
  kfree(skb);
  return 0;
}
