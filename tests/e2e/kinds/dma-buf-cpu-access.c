// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: An importer reads a shared buffer through its CPU address without
// telling the exporter.
// EXPECT: dma-buf-cpu-access in read_pixel at 100
// RUN: %run_case %s

#include "exporter.h"

static __attribute__((__noinline__)) int read_pixel(const struct iosys_map *map,
                                                    int at) {
  return ((const volatile char *)map->vaddr)[at];
}

static int driver(struct device *dev) {
  struct dma_buf *dmabuf = export_buffer(8192);
  struct dma_buf_attachment *attach = dma_buf_attach(dmabuf, dev);
  struct sg_table *sgt;
  struct iosys_map map;
  int pixel;

  CHECK(2, !IS_ERR(attach));
  sgt = dma_buf_map_attachment(attach, DMA_BIDIRECTIONAL);
  CHECK(3, !IS_ERR(sgt));
  CHECK(4, dma_buf_vmap(dmabuf, &map) == 0);
  CHECK(5,
        dmasan_sim_dma_write(dev, sg_dma_address(sgt->sgl) + 100, "x", 1) == 0);
#ifdef GOOD
  CHECK(6, dma_buf_begin_cpu_access(dmabuf, DMA_FROM_DEVICE) == 0);
#endif
  pixel = read_pixel(&map, 100);
#ifdef GOOD
  CHECK(7, pixel == 'x');
  CHECK(8, dma_buf_end_cpu_access(dmabuf, DMA_FROM_DEVICE) == 0);
#else
  CHECK(9, pixel != 'x');
#endif
  show("the CPU reads pixel 100", (char *)map.vaddr + 100, 1);
  dma_buf_vunmap(dmabuf, &map);
  dma_buf_unmap_attachment(attach, sgt, DMA_BIDIRECTIONAL);
  dma_buf_detach(dmabuf, attach);
  dma_buf_put(dmabuf);
  return 0;
}
