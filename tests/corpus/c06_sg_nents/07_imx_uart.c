// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C06-07, Linux imx uart, commit 596fd8dffb74
// imx uart (Linux): a transmit buffer that wraps around is two entries; the
// SDMA engine is given two segments also where the mapping made one of them.
// EXPECT: mapping-error-used in sdma_runs at 0
// OPTIONS: sim_merge_sg=1

#include "case.h"

enum { UART_XMIT_SIZE = 4096 };

struct imx_port {
  struct device *dev;
  char *xmit;
  int head, tail;
  struct scatterlist tx_sgl[2];
  int dma_tx_nents;
};

struct sdma_buffer_descriptor {
  dma_addr_t buffer_addr;
  unsigned int count;
};

static __attribute__((__noinline__)) void
sdma_runs(struct device *dev, const struct sdma_buffer_descriptor *bd,
          int segments) {
  char sent[4];

  for (int i = 0; i < segments; i++)
    dmasan_sim_dma_read(dev, bd[i].buffer_addr, sent, sizeof(sent));
}

static __attribute__((__noinline__)) int imx_uart_dma_tx(struct imx_port *p) {
  struct sdma_buffer_descriptor bd[2];
  struct scatterlist *sg;
  int i, ret, segments;

  p->dma_tx_nents = 2;
  sg_init_table(p->tx_sgl, 2);
  sg_set_buf(&p->tx_sgl[0], p->xmit + p->tail,
             (unsigned int)(UART_XMIT_SIZE - p->tail));
  sg_set_buf(&p->tx_sgl[1], p->xmit, (unsigned int)p->head);
  ret = dma_map_sg(p->dev, p->tx_sgl, p->dma_tx_nents, DMA_TO_DEVICE);
  if (ret == 0)
    return -EIO;
#ifdef GOOD
  segments = ret;
#else
  segments = p->dma_tx_nents;
#endif
  for_each_sg(p->tx_sgl, sg, segments, i) {
    bd[i].buffer_addr = sg_dma_address(sg);
    bd[i].count = sg_dma_len(sg);
  }
  sdma_runs(p->dev, bd, segments);
  dma_unmap_sg(p->dev, p->tx_sgl, p->dma_tx_nents, DMA_TO_DEVICE);
  return ret;
}

static int driver(struct device *dev) {
  struct imx_port port = {.dev = dev, .head = 100, .tail = 4000};

  port.xmit = (char *)get_zeroed_page(GFP_KERNEL);
  CHECK(2, port.xmit);
  CHECK(3, imx_uart_dma_tx(&port) == 1);
  free_page((unsigned long)port.xmit);
  return 0;
}
