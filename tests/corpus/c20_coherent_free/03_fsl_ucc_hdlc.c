// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C20-03, Linux fsl_ucc_hdlc, <20260206085334.21195-2-fourier.thomas@gmail.com>
// fsl_ucc_hdlc (Linux): the buffers of both rings are one allocation, and the
// clean-up frees it as two.
// EXPECT: coherent-free-mismatch in uhdlc_memclean at 0
// EXPECT: unmap-not-mapped in uhdlc_memclean at 0

#include "case.h"

#define RX_BD_RING_LEN 16
#define TX_BD_RING_LEN 16
#define MAX_RX_BUF_LENGTH 1536

struct ucc_hdlc_private {
  struct device *dev;
  void *rx_buffer, *tx_buffer;
  dma_addr_t dma_rx_addr, dma_tx_addr;
};

static __attribute__((__noinline__)) int
uhdlc_init(struct ucc_hdlc_private *priv) {
  dma_addr_t bd_dma_addr;
  char *bd_buffer = (char *)dma_alloc_coherent(
      priv->dev, (RX_BD_RING_LEN + TX_BD_RING_LEN) * MAX_RX_BUF_LENGTH,
      &bd_dma_addr, GFP_KERNEL);

  if (!bd_buffer)
    return -ENOMEM;
  priv->rx_buffer = bd_buffer;
  priv->dma_rx_addr = bd_dma_addr;
  priv->tx_buffer = bd_buffer + RX_BD_RING_LEN * MAX_RX_BUF_LENGTH;
  priv->dma_tx_addr = bd_dma_addr + RX_BD_RING_LEN * MAX_RX_BUF_LENGTH;
  return 0;
}

static __attribute__((__noinline__)) void
uhdlc_memclean(struct ucc_hdlc_private *priv) {
#ifdef GOOD
  dma_free_coherent(priv->dev,
                    (RX_BD_RING_LEN + TX_BD_RING_LEN) * MAX_RX_BUF_LENGTH,
                    priv->rx_buffer, priv->dma_rx_addr);
#else
  dma_free_coherent(priv->dev, RX_BD_RING_LEN * MAX_RX_BUF_LENGTH,
                    priv->rx_buffer, priv->dma_rx_addr);
  dma_free_coherent(priv->dev, TX_BD_RING_LEN * MAX_RX_BUF_LENGTH,
                    priv->tx_buffer, priv->dma_tx_addr);
#endif
}

static int driver(struct device *dev) {
  struct ucc_hdlc_private priv = {.dev = dev};

  CHECK(2, uhdlc_init(&priv) == 0);
  uhdlc_memclean(&priv);
  return 0;
}
