/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Buffers that drivers share. A program has no file descriptors of them: the
 * test hands the struct dma_buf from the exporter to the importers. There are
 * no fences, and nobody moves a buffer.
 */
#ifndef DMASAN_STANDIN_LINUX_DMA_BUF_H
#define DMASAN_STANDIN_LINUX_DMA_BUF_H

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/iosys-map.h>
#include <linux/list.h>
#include <linux/scatterlist.h>

__BEGIN_DECLS

struct dma_buf;
struct dma_buf_attachment;
struct dma_resv;
struct module;
struct vm_area_struct;

struct dma_buf_ops {
  bool cache_sgt_mapping;
  int (*attach)(struct dma_buf *, struct dma_buf_attachment *);
  void (*detach)(struct dma_buf *, struct dma_buf_attachment *);
  int (*pin)(struct dma_buf_attachment *attach);
  void (*unpin)(struct dma_buf_attachment *attach);
  struct sg_table *(*map_dma_buf)(struct dma_buf_attachment *,
                                  enum dma_data_direction);
  void (*unmap_dma_buf)(struct dma_buf_attachment *, struct sg_table *,
                        enum dma_data_direction);
  void (*release)(struct dma_buf *);
  int (*begin_cpu_access)(struct dma_buf *, enum dma_data_direction);
  int (*end_cpu_access)(struct dma_buf *, enum dma_data_direction);
  int (*mmap)(struct dma_buf *, struct vm_area_struct *vma);
  int (*vmap)(struct dma_buf *dmabuf, struct iosys_map *map);
  void (*vunmap)(struct dma_buf *dmabuf, struct iosys_map *map);
};

struct dma_buf {
  size_t size;
  struct list_head attachments;
  const struct dma_buf_ops *ops;
  unsigned vmapping_counter;
  struct iosys_map vmap_ptr;
  const char *exp_name;
  struct module *owner;
  void *priv;
  struct dma_resv *resv;
  atomic_t users; /* the file's count in the kernel */
};

struct dma_buf_attach_ops {
  bool allow_peer2peer;
  void (*move_notify)(struct dma_buf_attachment *attach);
};

struct dma_buf_attachment {
  struct dma_buf *dmabuf;
  struct device *dev;
  struct list_head node;
  struct sg_table *sgt; /* of an exporter that keeps one mapping */
  enum dma_data_direction dir;
  bool peer2peer;
  const struct dma_buf_attach_ops *importer_ops;
  void *importer_priv;
  void *priv;
};

struct dma_buf_export_info {
  const char *exp_name;
  struct module *owner;
  const struct dma_buf_ops *ops;
  size_t size;
  int flags;
  struct dma_resv *resv;
  void *priv;
};

#define DEFINE_DMA_BUF_EXPORT_INFO(name)                                       \
  struct dma_buf_export_info name = {.exp_name = __FILE__, .owner = NULL}

struct dma_buf *dma_buf_export(const struct dma_buf_export_info *exp_info);
void get_dma_buf(struct dma_buf *dmabuf);
void dma_buf_put(struct dma_buf *dmabuf);

struct dma_buf_attachment *dma_buf_attach(struct dma_buf *dmabuf,
                                          struct device *dev);
struct dma_buf_attachment *
dma_buf_dynamic_attach(struct dma_buf *dmabuf, struct device *dev,
                       const struct dma_buf_attach_ops *importer_ops,
                       void *importer_priv);
void dma_buf_detach(struct dma_buf *dmabuf, struct dma_buf_attachment *attach);
int dma_buf_pin(struct dma_buf_attachment *attach);
void dma_buf_unpin(struct dma_buf_attachment *attach);
struct sg_table *dma_buf_map_attachment(struct dma_buf_attachment *attach,
                                        enum dma_data_direction direction);
void dma_buf_unmap_attachment(struct dma_buf_attachment *attach,
                              struct sg_table *sg_table,
                              enum dma_data_direction direction);
int dma_buf_begin_cpu_access(struct dma_buf *dmabuf,
                             enum dma_data_direction direction);
int dma_buf_end_cpu_access(struct dma_buf *dmabuf,
                           enum dma_data_direction direction);
int dma_buf_vmap(struct dma_buf *dmabuf, struct iosys_map *map);
void dma_buf_vunmap(struct dma_buf *dmabuf, struct iosys_map *map);

__END_DECLS

#endif
