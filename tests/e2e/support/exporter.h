/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A dma-buf exporter as they are: pages of its own, one scatterlist and mapping
 * an attachment, syncs for every attachment at begin and end of CPU access.
 */
#ifndef EXPORTER_H
#define EXPORTER_H

#include "case.h"

#include <linux/dma-buf.h>

struct exporter {
  char *memory;
  size_t size;
};

static int exporter_attach(struct dma_buf *dmabuf,
                           struct dma_buf_attachment *attach) {
  struct exporter *exporter = (struct exporter *)dmabuf->priv;
  struct sg_table *sgt =
      (struct sg_table *)kzalloc(sizeof(struct sg_table), GFP_KERNEL);

  if (!sgt)
    return -ENOMEM;
  if (sg_alloc_table(sgt, 1, GFP_KERNEL)) {
    kfree(sgt);
    return -ENOMEM;
  }
  sg_set_page(sgt->sgl, virt_to_page(exporter->memory),
              (unsigned int)exporter->size, 0);
  attach->priv = sgt;
  return 0;
}

static void exporter_detach(struct dma_buf *dmabuf,
                            struct dma_buf_attachment *attach) {
  struct sg_table *sgt = (struct sg_table *)attach->priv;

  (void)dmabuf;
  sg_free_table(sgt);
  kfree(sgt);
}

static struct sg_table *exporter_map(struct dma_buf_attachment *attach,
                                     enum dma_data_direction dir) {
  struct sg_table *sgt = (struct sg_table *)attach->priv;
  int error = dma_map_sgtable(attach->dev, sgt, dir, 0);

  return error ? (struct sg_table *)ERR_PTR(error) : sgt;
}

static void exporter_unmap(struct dma_buf_attachment *attach,
                           struct sg_table *sgt, enum dma_data_direction dir) {
  dma_unmap_sgtable(attach->dev, sgt, dir, 0);
}

static int exporter_begin(struct dma_buf *dmabuf, enum dma_data_direction dir) {
  struct dma_buf_attachment *attach;

  (void)dir;
  list_for_each_entry(attach, &dmabuf->attachments, node)
      dma_sync_sgtable_for_cpu(attach->dev, (struct sg_table *)attach->priv,
                               DMA_BIDIRECTIONAL);
  return 0;
}

static int exporter_end(struct dma_buf *dmabuf, enum dma_data_direction dir) {
  struct dma_buf_attachment *attach;

  (void)dir;
  list_for_each_entry(attach, &dmabuf->attachments, node)
      dma_sync_sgtable_for_device(attach->dev, (struct sg_table *)attach->priv,
                                  DMA_BIDIRECTIONAL);
  return 0;
}

static int exporter_vmap(struct dma_buf *dmabuf, struct iosys_map *map) {
  iosys_map_set_vaddr(map, ((struct exporter *)dmabuf->priv)->memory);
  return 0;
}

static void exporter_release(struct dma_buf *dmabuf) {
  struct exporter *exporter = (struct exporter *)dmabuf->priv;

  kfree(exporter->memory);
  kfree(exporter);
}

static const struct dma_buf_ops exporter_ops = {
    .attach = exporter_attach,
    .detach = exporter_detach,
    .map_dma_buf = exporter_map,
    .unmap_dma_buf = exporter_unmap,
    .release = exporter_release,
    .begin_cpu_access = exporter_begin,
    .end_cpu_access = exporter_end,
    .vmap = exporter_vmap,
};

static struct dma_buf *export_buffer(size_t size) {
  DEFINE_DMA_BUF_EXPORT_INFO(info);
  struct exporter *exporter =
      (struct exporter *)kzalloc(sizeof(*exporter), GFP_KERNEL);

  exporter->memory = (char *)kzalloc(size, GFP_KERNEL);
  exporter->size = size;
  info.ops = &exporter_ops;
  info.size = size;
  info.priv = exporter;
  return dma_buf_export(&info);
}

#endif
