// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C21-10, DPDK gve, DPDK f8fee84eb48c
// gve (DPDK): the fields of a completion descriptor are read right behind its
// generation bit.
// EXPECT: missing-read-barrier in gve_rx_burst_dqo at 2
// OPTIONS: ordering=all
// KERNEL: unseen, order is followed in a process only

#include "case.h"

struct gve_rx_compl_desc_dqo {
  u8 packet_type;
  u8 reserved;
  u16 buf_id;
  u16 packet_len;
  u8 generation;
  u8 status;
};

struct gve_rx_queue {
  volatile struct gve_rx_compl_desc_dqo *compl_ring;
  u8 cur_gen_bit;
};

static __attribute__((__noinline__)) int
gve_rx_burst_dqo(struct gve_rx_queue *rxq, u16 *id) {
  volatile struct gve_rx_compl_desc_dqo *rx_desc = &rxq->compl_ring[0];

  if (rx_desc->generation != rxq->cur_gen_bit)
    return 0;
#ifdef GOOD
  dma_rmb();
#endif
  *id = rx_desc->buf_id;
  return rx_desc->packet_len;
}

static int driver(struct device *dev) {
  struct gve_rx_compl_desc_dqo done = {
      .generation = 1, .buf_id = 9, .packet_len = 60};
  struct gve_rx_queue rxq = {.cur_gen_bit = 1};
  dma_addr_t dma;
  void *ring = dma_alloc_coherent(dev, 16 * sizeof(done), &dma, GFP_KERNEL);
  u16 id = 0;

  CHECK(2, ring);
  rxq.compl_ring = (volatile struct gve_rx_compl_desc_dqo *)ring;
  CHECK(3, gve_rx_burst_dqo(&rxq, &id) == 0);
  CHECK(4, dmasan_sim_dma_write(dev, dma, &done, sizeof(done)) == 0);
  CHECK(5, gve_rx_burst_dqo(&rxq, &id) == 60 && id == 9);
  dma_free_coherent(dev, 16 * sizeof(done), ring, dma);
  return 0;
}
