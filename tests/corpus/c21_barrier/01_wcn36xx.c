// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C21-01, Linux wcn36xx, <20211023001528.3077822-1-benl@squareup.com>
// wcn36xx (Linux): the receive path reads a descriptor's length without a
// barrier behind its control word, and gives the descriptor back with the
// control word written right behind the new address.
// EXPECT: missing-read-barrier in wcn36xx_rx_handle_packets at 4
// EXPECT: missing-write-barrier in wcn36xx_rx_handle_packets at 0
// OPTIONS: ordering=all
// KERNEL: unseen, order is followed in a process only

#include "case.h"

#define WCN36xx_DXE_CTRL_VLD 1u

struct wcn36xx_dxe_desc {
  u32 ctrl;
  u32 fr_len;
  u32 src_addr_l;
  u32 dst_addr_l;
};

static __attribute__((__noinline__)) u32
wcn36xx_rx_handle_packets(struct wcn36xx_dxe_desc *dxe, u32 next) {
  u32 length;

  if (READ_ONCE(dxe->ctrl) & WCN36xx_DXE_CTRL_VLD)
    return 0;
#ifdef GOOD
  dma_rmb();
#endif
  length = READ_ONCE(dxe->fr_len);
  WRITE_ONCE(dxe->dst_addr_l, next);
#ifdef GOOD
  dma_wmb();
#endif
  WRITE_ONCE(dxe->ctrl, WCN36xx_DXE_CTRL_VLD);
  return length;
}

static int driver(struct device *dev) {
  struct wcn36xx_dxe_desc done = {.ctrl = 0, .fr_len = 60}, seen;
  dma_addr_t dma;
  struct wcn36xx_dxe_desc *dxe = (struct wcn36xx_dxe_desc *)dma_alloc_coherent(
      dev, sizeof(*dxe), &dma, GFP_KERNEL);

  CHECK(2, dxe);
  CHECK(3, dmasan_sim_dma_write(dev, dma, &done, sizeof(done)) == 0);
  CHECK(4, wcn36xx_rx_handle_packets(dxe, 0x2000) == 60);
  CHECK(5, dmasan_sim_dma_read(dev, dma, &seen, sizeof(seen)) == 0);
  CHECK(6, seen.dst_addr_l == 0x2000);
  dma_free_coherent(dev, sizeof(*dxe), dxe, dma);
  return 0;
}
