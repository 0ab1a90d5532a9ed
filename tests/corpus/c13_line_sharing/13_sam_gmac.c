// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C13-13, Zephyr eth_sam_gmac, commit d144639e4756
// eth_sam_gmac (Zephyr): descriptors of 8 bytes in cached memory, four of them
// on a line of 32 bytes. Before it looks at one, the driver invalidates its
// line, and with it what it has just written into the one beside it.
// EXPECT: cache-op-partial-line in rx_frame_len at 0
// OPTIONS: cache_line=32
// MODEL: arm64_cache
// KERNEL: no, it needs arm64's cache maintenance functions

#include "cache_ops.h"
#include "case.h"

#define GMAC_RXW0_OWNERSHIP 1u

struct gmac_desc {
  u32 w0, w1;
};

static __attribute__((__noinline__)) u32 rx_frame_len(struct gmac_desc *ring,
                                                      unsigned int i) {
#ifndef GOOD
  dcache_inval_poc((unsigned long)&ring[i], (unsigned long)&ring[i + 1]);
#endif
  return READ_ONCE(ring[i].w1) & 0x1fff;
}

static void rx_desc_give_back(struct gmac_desc *ring, unsigned int i) {
  ring[i].w0 &= ~GMAC_RXW0_OWNERSHIP;
#ifndef GOOD
  dcache_clean_poc((unsigned long)&ring[i], (unsigned long)&ring[i + 1]);
#endif
}

static int driver(struct device *dev) {
  struct gmac_desc *ring;
#ifdef GOOD
  dma_addr_t dma;

  ring = (struct gmac_desc *)dma_alloc_coherent(dev, 8 * sizeof(*ring), &dma,
                                                GFP_KERNEL);
#else
  ring = (struct gmac_desc *)kcalloc(8, sizeof(*ring), GFP_KERNEL);
#endif
  CHECK(2, ring);
  rx_desc_give_back(ring, 0);
  CHECK(3, rx_frame_len(ring, 1) == 0);
#ifdef GOOD
  dma_free_coherent(dev, 8 * sizeof(*ring), ring, dma);
#else
  kfree(ring);
#endif
  return 0;
}
