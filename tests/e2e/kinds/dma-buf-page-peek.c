// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: An importer takes the pages of a shared buffer out of its table.
// EXPECT: dma-buf-page-peek in import at 0
// RUN: %run_case %s

#include "exporter.h"

static __attribute__((__noinline__)) dma_addr_t import(struct sg_table *sgt) {
#ifdef GOOD
  return sg_dma_address(sgt->sgl);
#else
  return page_to_phys(sg_page(sgt->sgl)) ? sg_dma_address(sgt->sgl) : 0;
#endif
}

static int driver(struct device *dev) {
  struct dma_buf *dmabuf = export_buffer(4096);
  struct dma_buf_attachment *attach = dma_buf_attach(dmabuf, dev);
  struct sg_table *sgt;
  char seen;

  CHECK(2, !IS_ERR(attach));
  sgt = dma_buf_map_attachment(attach, DMA_BIDIRECTIONAL);
  CHECK(3, !IS_ERR(sgt));
  CHECK(4, dmasan_sim_dma_read(dev, import(sgt), &seen, 1) == 0);
  dma_buf_unmap_attachment(attach, sgt, DMA_BIDIRECTIONAL);
  /* The exporter's own again. */
  CHECK(5, sg_page(sgt->sgl));
  dma_buf_detach(dmabuf, attach);
  dma_buf_put(dmabuf);
  return 0;
}
