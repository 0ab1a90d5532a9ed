// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C05-07, Linux ioc3-eth, <4E1486BC4536407E+20260629080623.908426-1-raoxu@uniontech.com>
// ioc3-eth (Linux 6.1): a packet that crosses 16 KiB is mapped in two parts,
// both with the first one's length; the card reads, and the driver unmaps, the
// lengths of its descriptor. The error path unmaps the first part with all of
// the packet's length.
// EXPECT: device-out-of-bounds in fetch_packet at 64
// EXPECT: unmap-size-mismatch in ioc3_tx_unmap at 0
// EXPECT: unmap-size-mismatch in ioc3_start_xmit at 0
// OPTIONS: fail_map_nth=4

#include "case.h"

struct ioc3_etxd {
  u32 s1, s2;
  dma_addr_t p1, p2;
};

static __attribute__((__noinline__)) int
ioc3_start_xmit(struct device *dev, char *data, u32 len,
                struct ioc3_etxd *desc) {
  unsigned long b2 = ((unsigned long)data | 0x3fffUL) + 1UL;
  u32 s1 = (u32)(b2 - (unsigned long)data);
  u32 s2 = len - s1;
  dma_addr_t d1, d2;

  d1 = dma_map_single(dev, data, s1, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d1))
    return -ENOMEM;
#ifdef GOOD
  d2 = dma_map_single(dev, (void *)b2, s2, DMA_TO_DEVICE);
#else
  d2 = dma_map_single(dev, (void *)b2, s1, DMA_TO_DEVICE);
#endif
  if (dma_mapping_error(dev, d2)) {
#ifdef GOOD
    dma_unmap_single(dev, d1, s1, DMA_TO_DEVICE);
#else
    dma_unmap_single(dev, d1, len, DMA_TO_DEVICE);
#endif
    return -ENOMEM;
  }
  *desc = (struct ioc3_etxd){s1, s2, d1, d2};
  return 0;
}

static __attribute__((__noinline__)) void
ioc3_tx_unmap(struct device *dev, const struct ioc3_etxd *desc) {
  dma_unmap_single(dev, desc->p1, desc->s1, DMA_TO_DEVICE);
  dma_unmap_single(dev, desc->p2, desc->s2, DMA_TO_DEVICE);
}

static __attribute__((__noinline__)) void
fetch_packet(struct device *dev, const struct ioc3_etxd *desc) {
  static char fifo[2048];

  dmasan_sim_dma_read(dev, desc->p1, fifo, desc->s1);
  dmasan_sim_dma_read(dev, desc->p2, fifo, desc->s2);
}

static int driver(struct device *dev) {
  struct page *pages = alloc_pages(GFP_KERNEL | __GFP_ZERO, 3);
  struct ioc3_etxd desc;
  char *skb;

  CHECK(2, pages);
  skb = (char *)(((unsigned long)page_address(pages) | 0x3fff) + 1) - 64;
  CHECK(3, ioc3_start_xmit(dev, skb, 1514, &desc) == 0);
  fetch_packet(dev, &desc);
  ioc3_tx_unmap(dev, &desc);
  CHECK(4, ioc3_start_xmit(dev, skb, 1514, &desc) == -ENOMEM);
  __free_pages(pages, 3);
  return 0;
}
