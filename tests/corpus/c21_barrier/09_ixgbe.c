// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C21-09, DPDK ixgbe, DPDK 85e46c532bc7
// ixgbe (DPDK, LoongArch): the DD bit is read, and then the whole descriptor
// is copied; the copy may be older than the bit.
// EXPECT: missing-read-barrier in ixgbe_recv_pkts at 0
// OPTIONS: ordering=all
// KERNEL: unseen, order is followed in a process only

#include "case.h"

#define IXGBE_RXDADV_STAT_DD 1u

struct ixgbe_adv_rx_desc {
  u32 info, rss;
  u32 status_error;
  u16 length, vlan;
};

static __attribute__((__noinline__)) int
ixgbe_recv_pkts(const struct ixgbe_adv_rx_desc *rxdp,
                struct ixgbe_adv_rx_desc *rxd) {
  if (!(READ_ONCE(rxdp->status_error) & IXGBE_RXDADV_STAT_DD))
    return 0;
#ifdef GOOD
  dma_rmb();
#endif
  *rxd = *rxdp;
  return rxd->length;
}

static int driver(struct device *dev) {
  struct ixgbe_adv_rx_desc done = {.status_error = IXGBE_RXDADV_STAT_DD,
                                   .length = 60},
                           rxd;
  dma_addr_t dma;
  struct ixgbe_adv_rx_desc *ring =
      (struct ixgbe_adv_rx_desc *)dma_alloc_coherent(dev, 16 * sizeof(*ring),
                                                     &dma, GFP_KERNEL);

  CHECK(2, ring);
  CHECK(3, ixgbe_recv_pkts(ring, &rxd) == 0);
  CHECK(4, dmasan_sim_dma_write(dev, dma, &done, sizeof(done)) == 0);
  CHECK(5, ixgbe_recv_pkts(ring, &rxd) == 60);
  dma_free_coherent(dev, 16 * sizeof(*ring), ring, dma);
  return 0;
}
