// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C05-09, Linux mt76, commit c0f8055b3986
// mt76 (Linux c0f8055b3986): the length is read back from the hardware's field
// with a flag in it.
// EXPECT: unmap-size-mismatch in tx_cleanup at 0

#include "case.h"

enum { kLengthMask = 0x0fff, kLast = 0x8000, kBurst = 0x4000 };

static __attribute__((__noinline__)) void
tx_cleanup(struct device *dev, dma_addr_t dma, u32 field) {
#ifdef GOOD
  u32 length = field & kLengthMask;
#else
  u32 length = field & ~kLast;
#endif

  dma_unmap_single(dev, dma, length, DMA_TO_DEVICE);
}

static int driver(struct device *dev) {
  char *skb = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, skb, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  tx_cleanup(dev, dma, 256 | kBurst | kLast);
  kfree(skb);
  return 0;
}
