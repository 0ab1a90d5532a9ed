// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C17-01, Linux fsl_lpuart, commit a092ab25fdaa
// fsl_lpuart (Linux): the transmit list is mapped for the UART, and the
// transfer is made by the eDMA engine whose channel the UART has.
// EXPECT: device-access-unmapped in edma_transmits at 0

#include "case.h"

struct lpuart_port {
  struct device *uart; /* sport->port.dev */
  struct device *edma; /* sport->dma_tx_chan->device->dev */
  struct scatterlist tx_sgl[1];
};

static struct device *mapper(struct lpuart_port *sport) {
#ifdef GOOD
  return sport->edma;
#else
  return sport->uart;
#endif
}

static __attribute__((__noinline__)) void
edma_transmits(struct lpuart_port *sport) {
  char sent[16];

  dmasan_sim_dma_read(sport->edma, sg_dma_address(sport->tx_sgl), sent,
                      sizeof(sent));
}

static __attribute__((__noinline__)) int
lpuart_dma_tx(struct lpuart_port *sport, char *xmit) {
  sg_init_one(sport->tx_sgl, xmit, 64);
  if (!dma_map_sg(mapper(sport), sport->tx_sgl, 1, DMA_TO_DEVICE))
    return -EIO;
  edma_transmits(sport);
  dma_unmap_sg(mapper(sport), sport->tx_sgl, 1, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  struct lpuart_port sport = {.uart = dev};
  char *xmit = (char *)kzalloc(64, GFP_KERNEL);
  int error;

  sport.edma = dmasan_sim_device_create("edma", NULL);
  CHECK(2, xmit && sport.edma);
  CHECK(3, !dma_set_mask_and_coherent(sport.edma, DMA_BIT_MASK(64)));
  error = lpuart_dma_tx(&sport, xmit);
  kfree(xmit);
  dmasan_sim_device_destroy(sport.edma);
  return error;
}
