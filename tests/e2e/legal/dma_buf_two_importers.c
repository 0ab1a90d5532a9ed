// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Two devices map one shared buffer, and the CPU writes it in between,
// through an address that it got before or inside the bracket.
// RUN: %run_case %s

#include "exporter.h"

static int driver(struct device *dev) {
  struct device *other = dmasan_sim_device_create("other", NULL);
  struct dma_buf *dmabuf = export_buffer(8192);
  struct dma_buf_attachment *mine = dma_buf_attach(dmabuf, dev), *theirs;
  struct sg_table *first, *second;
  struct iosys_map map, again;
  char seen = 0;

  CHECK(2, dma_set_mask_and_coherent(other, DMA_BIT_MASK(64)) == 0);
  theirs = dma_buf_attach(dmabuf, other);
  first = dma_buf_map_attachment(mine, DMA_BIDIRECTIONAL);
  second = dma_buf_map_attachment(theirs, DMA_BIDIRECTIONAL);
  CHECK(3, !IS_ERR(first) && !IS_ERR(second));
  CHECK(4, dma_buf_vmap(dmabuf, &map) == 0);
  CHECK(5, dma_buf_begin_cpu_access(dmabuf, DMA_BIDIRECTIONAL) == 0);
  CHECK(6, dma_buf_vmap(dmabuf, &again) == 0 && again.vaddr == map.vaddr);
  iosys_map_memset(&map, 4096, 7, 16);
  dma_buf_vunmap(dmabuf, &again);
  CHECK(7, dma_buf_end_cpu_access(dmabuf, DMA_BIDIRECTIONAL) == 0);
  dma_buf_vunmap(dmabuf, &map);
  CHECK(8, dmasan_sim_dma_read(dev, sg_dma_address(first->sgl) + 4096, &seen,
                               1) == 0 &&
               seen == 7);
  CHECK(9, dmasan_sim_dma_read(other, sg_dma_address(second->sgl) + 4111, &seen,
                               1) == 0 &&
               seen == 7);
  CHECK(10, dma_buf_begin_cpu_access(dmabuf, DMA_TO_DEVICE) == 0);
  CHECK(11, dma_buf_vmap(dmabuf, &map) == 0);
  *(volatile char *)map.vaddr = 8;
  dma_buf_vunmap(dmabuf, &map);
  CHECK(12, dma_buf_end_cpu_access(dmabuf, DMA_TO_DEVICE) == 0);
  CHECK(13, dmasan_sim_dma_read(other, sg_dma_address(second->sgl), &seen, 1) ==
                    0 &&
                seen == 8);
  dma_buf_unmap_attachment(theirs, second, DMA_BIDIRECTIONAL);
  dma_buf_unmap_attachment(mine, first, DMA_BIDIRECTIONAL);
  dma_buf_detach(dmabuf, theirs);
  dma_buf_detach(dmabuf, mine);
  dma_buf_put(dmabuf);
  dmasan_sim_device_destroy(other);
  return 0;
}
