// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C03-06, Linux ice (ethtool -G), commit 7e753eb675f0
// ice (Linux): ethtool -G prepares a ring of another size and maps its pages;
// configuring the queue then frees the array that has their addresses and
// allocates it anew.
// EXPECT: mapping-leak in ice_alloc_mapped_page at 0
// KERNEL: mapping-leak in ice_alloc_mapped_page at 0
// KERNEL: mapping-leak in ice_alloc_mapped_page at 0
// KERNEL: mapping-leak in ice_alloc_mapped_page at 0
// KERNEL: mapping-leak in ice_alloc_mapped_page at 0

#include "case.h"

#define ICE_RX_DMA_ATTR (DMA_ATTR_SKIP_CPU_SYNC | DMA_ATTR_WEAK_ORDERING)
#define ICE_RXBUF_2048 2048

struct ice_rx_buf {
  dma_addr_t dma;
  struct page *page;
};

struct ice_rx_ring {
  struct device *dev;
  struct ice_rx_buf *rx_buf;
  u16 count;
};

static __attribute__((__noinline__)) int
ice_alloc_mapped_page(struct ice_rx_ring *rx_ring, struct ice_rx_buf *bi) {
  bi->page = dev_alloc_page();
  if (!bi->page)
    return -ENOMEM;
  bi->dma = dma_map_page_attrs(rx_ring->dev, bi->page, 0, PAGE_SIZE,
                               DMA_FROM_DEVICE, ICE_RX_DMA_ATTR);
  if (dma_mapping_error(rx_ring->dev, bi->dma)) {
    __free_page(bi->page);
    bi->page = NULL;
    return -ENOMEM;
  }
  return 0;
}

static int ice_alloc_rx_bufs(struct ice_rx_ring *rx_ring) {
  for (u16 i = 0; i < rx_ring->count; i++) {
    struct ice_rx_buf *bi = &rx_ring->rx_buf[i];

    if (!bi->page && ice_alloc_mapped_page(rx_ring, bi))
      return -ENOMEM;
    dma_sync_single_range_for_device(rx_ring->dev, bi->dma, 0, ICE_RXBUF_2048,
                                     DMA_FROM_DEVICE);
  }
  return 0;
}

static int ice_setup_rx_ring(struct ice_rx_ring *rx_ring) {
  rx_ring->rx_buf = (struct ice_rx_buf *)kcalloc(
      rx_ring->count, sizeof(*rx_ring->rx_buf), GFP_KERNEL);
  return rx_ring->rx_buf ? 0 : -ENOMEM;
}

static int ice_vsi_cfg_rxq(struct ice_rx_ring *rx_ring) {
#ifndef GOOD
  int err;

  kfree(rx_ring->rx_buf);
  err = ice_setup_rx_ring(rx_ring);
  if (err)
    return err;
#endif
  return ice_alloc_rx_bufs(rx_ring);
}

static void ice_clean_rx_ring(struct ice_rx_ring *rx_ring) {
  for (u16 i = 0; i < rx_ring->count; i++) {
    struct ice_rx_buf *rx_buf = &rx_ring->rx_buf[i];

    if (!rx_buf->page)
      continue;
    dma_unmap_page_attrs(rx_ring->dev, rx_buf->dma, PAGE_SIZE, DMA_FROM_DEVICE,
                         ICE_RX_DMA_ATTR);
    __free_page(rx_buf->page);
  }
  kfree(rx_ring->rx_buf);
}

static int ice_set_ringparam(struct ice_rx_ring *rx_ring) {
  int err = ice_setup_rx_ring(rx_ring);

  if (!err)
    err = ice_alloc_rx_bufs(rx_ring);
  if (!err)
    err = ice_vsi_cfg_rxq(rx_ring); /* from ice_up() */
  return err;
}

static int driver(struct device *dev) {
  struct ice_rx_ring rx_ring = {.dev = dev, .count = 4};

  CHECK(2, ice_set_ringparam(&rx_ring) == 0);
  ice_clean_rx_ring(&rx_ring);
  return 0;
}
