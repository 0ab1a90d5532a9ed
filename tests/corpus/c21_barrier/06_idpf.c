// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C21-06, Linux idpf, <20250826155507.2138401-3-aleksander.lobakin@intel.com>
// idpf (Linux): the read barrier stands in front of the generation bit that it
// should stand behind.
// EXPECT: missing-read-barrier in idpf_rx_splitq_clean at 4
// OPTIONS: ordering=all
// KERNEL: unseen, order is followed in a process only

#include "case.h"

#define VIRTCHNL2_RX_FLEX_DESC_ADV_GEN_M 0x8000u

struct virtchnl2_rx_flex_desc_adv_nic_3 {
  u16 pktlen_gen_bufq_id;
  u16 hdrlen_flags;
  u16 buf_id;
  u16 ptype;
};

static __attribute__((__noinline__)) int
idpf_rx_splitq_clean(struct virtchnl2_rx_flex_desc_adv_nic_3 *rx_desc,
                     unsigned int budget) {
  int buffers = 0;

  for (; budget; --budget, ++rx_desc) {
#ifndef GOOD
    dma_rmb();
#endif
    if (!(READ_ONCE(rx_desc->pktlen_gen_bufq_id) &
          VIRTCHNL2_RX_FLEX_DESC_ADV_GEN_M))
      break;
#ifdef GOOD
    dma_rmb();
#endif
    buffers += READ_ONCE(rx_desc->buf_id);
  }
  return buffers;
}

static int driver(struct device *dev) {
  struct virtchnl2_rx_flex_desc_adv_nic_3 done = {
      .pktlen_gen_bufq_id = VIRTCHNL2_RX_FLEX_DESC_ADV_GEN_M | 60, .buf_id = 7};
  dma_addr_t dma;
  struct virtchnl2_rx_flex_desc_adv_nic_3 *ring =
      (struct virtchnl2_rx_flex_desc_adv_nic_3 *)dma_alloc_coherent(
          dev, 8 * sizeof(*ring), &dma, GFP_KERNEL);

  CHECK(2, ring);
  CHECK(3, idpf_rx_splitq_clean(ring, 8) == 0);
  CHECK(4, dmasan_sim_dma_write(dev, dma, &done, sizeof(done)) == 0);
  CHECK(5, idpf_rx_splitq_clean(ring, 8) == 7);
  dma_free_coherent(dev, 8 * sizeof(*ring), ring, dma);
  return 0;
}
