// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C05-08, Linux stmmac TSO, <E1tJXcx-006N4Z-PC@rmk-PC.armlinux.org.uk>
// stmmac (Linux): the address of a segment is moved past its headers, and the
// moved one is kept for the unmap.
// EXPECT: unmap-not-mapped in tx_clean at 0

#include "case.h"

static __attribute__((__noinline__)) void tx_clean(struct device *dev,
                                                   dma_addr_t des) {
  dma_unmap_single(dev, des, 512, DMA_TO_DEVICE);
}

static int driver(struct device *dev) {
  char *skb = (char *)kzalloc(512, GFP_KERNEL);
  dma_addr_t des = dma_map_single(dev, skb, 512, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, des));
#ifndef GOOD
  des += 54; /* the headers */
#endif
  tx_clean(dev, des);
  kfree(skb);
  return 0;
}
