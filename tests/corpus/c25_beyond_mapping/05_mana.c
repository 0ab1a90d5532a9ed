// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C25-05, Linux mana, <1712087316-20886-1-git-send-email-haiyangz@microsoft.com>
// mana (Linux): the size that the card is told is rounded up to a multiple of
// 64 bytes, the room of the socket buffer is not: a packet a few bytes longer
// than the MTU is taken in, and does not fit. (A card of virtual machines, whose
// caches are coherent: only errors count.)
// EXPECT: device-past-buffer in mana_build_skb at 1514
// OPTIONS: halt_on_error=1:report_from=error
// KERNEL: no, the overrun of a socket buffer ends it

#include "case.h"

#include <linux/if_ether.h>
#include <linux/skbuff.h>

#define MANA_RX_DATA_ALIGN 64u
#define MANA_RXBUF_PAD                                                         \
  (SKB_DATA_ALIGN(sizeof(struct skb_shared_info)) + ETH_HLEN)

struct mana_rxq {
  struct device *dev;
  u32 datasize, alloc_size, headroom;
  void *buf_va;
  dma_addr_t buf_dma;
};

static __attribute__((__noinline__)) void
mana_get_rxbuf_cfg(u32 mtu, u32 *datasize, u32 *alloc_size, u32 *headroom) {
  *headroom = 256; /* XDP_PACKET_HEADROOM */
  *alloc_size = mtu + (u32)MANA_RXBUF_PAD + *headroom;
#ifdef GOOD
  *datasize = mtu + ETH_HLEN;
#else
  *datasize = ALIGN(mtu + ETH_HLEN, MANA_RX_DATA_ALIGN);
#endif
}

static __attribute__((__noinline__)) int
mana_fill_rx_oob(struct mana_rxq *rxq) {
  char *va = (char *)napi_alloc_frag(rxq->alloc_size);

  if (!va)
    return -ENOMEM;
  rxq->buf_dma = dma_map_single(rxq->dev, va + rxq->headroom, rxq->datasize,
                                DMA_FROM_DEVICE);
  if (dma_mapping_error(rxq->dev, rxq->buf_dma)) {
    skb_free_frag(va);
    return -ENOMEM;
  }
  rxq->buf_va = va;
  return 0;
}

static __attribute__((__noinline__)) struct sk_buff *
mana_build_skb(struct mana_rxq *rxq, u32 pkt_len) {
  struct sk_buff *skb = napi_build_skb(rxq->buf_va, rxq->alloc_size);

  if (!skb)
    return NULL;
  skb_reserve(skb, (int)rxq->headroom);
  skb_put(skb, pkt_len);
  return skb;
}

/* The card: takes what fits what it was told. 0: the packet was dropped. */
static __attribute__((__noinline__)) u32 card_receive(struct mana_rxq *rxq,
                                                      u32 length) {
  static const char packet[2048] = {1};

  if (length > rxq->datasize)
    return 0;
  return dmasan_sim_dma_write(rxq->dev, rxq->buf_dma, packet, length) ? 0
                                                                      : length;
}

static __attribute__((__noinline__)) int mana_rx(struct mana_rxq *rxq,
                                                 u32 length) {
  struct sk_buff *skb;
  u32 pkt_len;

  CHECK(10, mana_fill_rx_oob(rxq) == 0);
  pkt_len = card_receive(rxq, length);
  dma_unmap_single(rxq->dev, rxq->buf_dma, rxq->datasize, DMA_FROM_DEVICE);
  if (!pkt_len) {
    skb_free_frag(rxq->buf_va);
    return 0;
  }
  skb = mana_build_skb(rxq, pkt_len);
  CHECK(11, skb && skb->len == pkt_len && skb->data[0] == 1);
  kfree_skb(skb);
  return 1;
}

static int driver(struct device *dev) {
  struct mana_rxq rxq = {.dev = dev};

  mana_get_rxbuf_cfg(1500, &rxq.datasize, &rxq.alloc_size, &rxq.headroom);
  CHECK(2, mana_rx(&rxq, 1514) == 1);
  CHECK(3, mana_rx(&rxq, 1530) == 0);
  return 0;
}
