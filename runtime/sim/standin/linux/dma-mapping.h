/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The Linux DMA API against the simulated bus, with the kernel's names and
 * signatures. What is inline in the kernel is inline here, so that a driver
 * calls the same functions in both.
 */
#ifndef DMASAN_STANDIN_LINUX_DMA_MAPPING_H
#define DMASAN_STANDIN_LINUX_DMA_MAPPING_H

#include <linux/device.h>
#include <linux/dma-direction.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>

__BEGIN_DECLS

#define DMA_ATTR_WEAK_ORDERING (1ul << 1)
#define DMA_ATTR_WRITE_COMBINE (1ul << 2)
#define DMA_ATTR_NO_KERNEL_MAPPING (1ul << 4)
#define DMA_ATTR_SKIP_CPU_SYNC (1ul << 5)
#define DMA_ATTR_FORCE_CONTIGUOUS (1ul << 6)
#define DMA_ATTR_ALLOC_SINGLE_PAGES (1ul << 7)
#define DMA_ATTR_NO_WARN (1ul << 8)
#define DMA_ATTR_PRIVILEGED (1ul << 9)

#define DMA_MAPPING_ERROR (~(dma_addr_t)0)
#define DMA_BIT_MASK(n) (~0ull >> (64 - (n)))

dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page,
                              size_t offset, size_t size,
                              enum dma_data_direction dir, unsigned long attrs);
/* dma_map_page_attrs for the page of `ptr`, known as a single mapping. */
dma_addr_t dmasan_sim_map_single(struct device *dev, void *ptr, size_t size,
                                 enum dma_data_direction dir,
                                 unsigned long attrs);
void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t size,
                          enum dma_data_direction dir, unsigned long attrs);
dma_addr_t dma_map_resource(struct device *dev, phys_addr_t phys_addr,
                            size_t size, enum dma_data_direction dir,
                            unsigned long attrs);
void dma_unmap_resource(struct device *dev, dma_addr_t addr, size_t size,
                        enum dma_data_direction dir, unsigned long attrs);
unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sg,
                              int nents, enum dma_data_direction dir,
                              unsigned long attrs);
void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sg, int nents,
                        enum dma_data_direction dir, unsigned long attrs);
int dma_map_sgtable(struct device *dev, struct sg_table *sgt,
                    enum dma_data_direction dir, unsigned long attrs);

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
                             enum dma_data_direction dir);
void dma_sync_single_for_device(struct device *dev, dma_addr_t addr,
                                size_t size, enum dma_data_direction dir);
void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sg, int nelems,
                         enum dma_data_direction dir);
void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sg,
                            int nelems, enum dma_data_direction dir);

void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle,
                      gfp_t flag, unsigned long attrs);
void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr,
                    dma_addr_t dma_handle, unsigned long attrs);
void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle,
                       gfp_t gfp, unsigned long attrs);
void dmam_free_coherent(struct device *dev, size_t size, void *vaddr,
                        dma_addr_t dma_handle);
struct page *dma_alloc_pages(struct device *dev, size_t size,
                             dma_addr_t *dma_handle,
                             enum dma_data_direction dir, gfp_t gfp);
void dma_free_pages(struct device *dev, size_t size, struct page *page,
                    dma_addr_t dma_handle, enum dma_data_direction dir);

/* Shows coherent memory to user space, with the attributes that it has. */
int dma_mmap_attrs(struct device *dev, struct vm_area_struct *vma,
                   void *cpu_addr, dma_addr_t dma_addr, size_t size,
                   unsigned long attrs);
#define dma_mmap_coherent(d, v, c, h, s) dma_mmap_attrs(d, v, c, h, s, 0)

int dma_supported(struct device *dev, u64 mask);
int dma_set_mask(struct device *dev, u64 mask);
int dma_set_coherent_mask(struct device *dev, u64 mask);
u64 dma_get_required_mask(struct device *dev);
size_t dma_max_mapping_size(struct device *dev);
size_t dma_opt_mapping_size(struct device *dev);
bool dma_need_sync(struct device *dev, dma_addr_t dma_addr);
int dma_get_cache_alignment(void);

DMASAN_STANDIN_INLINE int dma_mapping_error(struct device *dev,
                                            dma_addr_t dma_addr) {
  (void)dev;
  return unlikely(dma_addr == DMA_MAPPING_ERROR) ? -ENOMEM : 0;
}

DMASAN_STANDIN_INLINE dma_addr_t
dma_map_single_attrs(struct device *dev, void *ptr, size_t size,
                     enum dma_data_direction dir, unsigned long attrs) {
  return dmasan_sim_map_single(dev, ptr, size, dir, attrs);
}
DMASAN_STANDIN_INLINE void dma_unmap_single_attrs(struct device *dev,
                                                  dma_addr_t addr, size_t size,
                                                  enum dma_data_direction dir,
                                                  unsigned long attrs) {
  dma_unmap_page_attrs(dev, addr, size, dir, attrs);
}
DMASAN_STANDIN_INLINE void
dma_sync_single_range_for_cpu(struct device *dev, dma_addr_t addr,
                              unsigned long offset, size_t size,
                              enum dma_data_direction dir) {
  dma_sync_single_for_cpu(dev, addr + offset, size, dir);
}
DMASAN_STANDIN_INLINE void
dma_sync_single_range_for_device(struct device *dev, dma_addr_t addr,
                                 unsigned long offset, size_t size,
                                 enum dma_data_direction dir) {
  dma_sync_single_for_device(dev, addr + offset, size, dir);
}
DMASAN_STANDIN_INLINE void dma_unmap_sgtable(struct device *dev,
                                             struct sg_table *sgt,
                                             enum dma_data_direction dir,
                                             unsigned long attrs) {
  dma_unmap_sg_attrs(dev, sgt->sgl, (int)sgt->orig_nents, dir, attrs);
}
DMASAN_STANDIN_INLINE void
dma_sync_sgtable_for_cpu(struct device *dev, struct sg_table *sgt,
                         enum dma_data_direction dir) {
  dma_sync_sg_for_cpu(dev, sgt->sgl, (int)sgt->orig_nents, dir);
}
DMASAN_STANDIN_INLINE void
dma_sync_sgtable_for_device(struct device *dev, struct sg_table *sgt,
                            enum dma_data_direction dir) {
  dma_sync_sg_for_device(dev, sgt->sgl, (int)sgt->orig_nents, dir);
}

#define dma_map_single(d, a, s, r) dma_map_single_attrs(d, a, s, r, 0)
#define dma_unmap_single(d, a, s, r) dma_unmap_single_attrs(d, a, s, r, 0)
#define dma_map_sg(d, s, n, r) dma_map_sg_attrs(d, s, n, r, 0)
#define dma_unmap_sg(d, s, n, r) dma_unmap_sg_attrs(d, s, n, r, 0)
#define dma_map_page(d, p, o, s, r) dma_map_page_attrs(d, p, o, s, r, 0)
#define dma_unmap_page(d, a, s, r) dma_unmap_page_attrs(d, a, s, r, 0)

DMASAN_STANDIN_INLINE void *dma_alloc_coherent(struct device *dev, size_t size,
                                               dma_addr_t *dma_handle,
                                               gfp_t gfp) {
  return dma_alloc_attrs(dev, size, dma_handle, gfp,
                         (gfp & __GFP_NOWARN) ? DMA_ATTR_NO_WARN : 0);
}
DMASAN_STANDIN_INLINE void dma_free_coherent(struct device *dev, size_t size,
                                             void *cpu_addr,
                                             dma_addr_t dma_handle) {
  dma_free_attrs(dev, size, cpu_addr, dma_handle, 0);
}
DMASAN_STANDIN_INLINE void *dma_alloc_wc(struct device *dev, size_t size,
                                         dma_addr_t *dma_addr, gfp_t gfp) {
  return dma_alloc_attrs(dev, size, dma_addr, gfp, DMA_ATTR_WRITE_COMBINE);
}
DMASAN_STANDIN_INLINE void dma_free_wc(struct device *dev, size_t size,
                                       void *cpu_addr, dma_addr_t dma_addr) {
  dma_free_attrs(dev, size, cpu_addr, dma_addr, DMA_ATTR_WRITE_COMBINE);
}
DMASAN_STANDIN_INLINE void *dmam_alloc_coherent(struct device *dev, size_t size,
                                                dma_addr_t *dma_handle,
                                                gfp_t gfp) {
  return dmam_alloc_attrs(dev, size, dma_handle, gfp, 0);
}
DMASAN_STANDIN_INLINE void *
dma_alloc_noncoherent(struct device *dev, size_t size, dma_addr_t *dma_handle,
                      enum dma_data_direction dir, gfp_t gfp) {
  struct page *page = dma_alloc_pages(dev, size, dma_handle, dir, gfp);
  return page ? page_address(page) : NULL;
}
DMASAN_STANDIN_INLINE void dma_free_noncoherent(struct device *dev, size_t size,
                                                void *vaddr,
                                                dma_addr_t dma_handle,
                                                enum dma_data_direction dir) {
  dma_free_pages(dev, size, virt_to_page(vaddr), dma_handle, dir);
}

DMASAN_STANDIN_INLINE u64 dma_get_mask(struct device *dev) {
  return dev->dma_mask && *dev->dma_mask ? *dev->dma_mask : DMA_BIT_MASK(32);
}
DMASAN_STANDIN_INLINE int dma_set_mask_and_coherent(struct device *dev,
                                                    u64 mask) {
  int err = dma_set_mask(dev, mask);
  if (err == 0)
    dma_set_coherent_mask(dev, mask);
  return err;
}
DMASAN_STANDIN_INLINE int dma_coerce_mask_and_coherent(struct device *dev,
                                                       u64 mask) {
  dev->dma_mask = &dev->coherent_dma_mask;
  return dma_set_mask_and_coherent(dev, mask);
}
DMASAN_STANDIN_INLINE unsigned int dma_get_max_seg_size(struct device *dev) {
  return dev->dma_parms && dev->dma_parms->max_segment_size
             ? dev->dma_parms->max_segment_size
             : 0x10000;
}
DMASAN_STANDIN_INLINE int dma_set_max_seg_size(struct device *dev,
                                               unsigned int size) {
  if (!dev->dma_parms)
    return -EIO;
  dev->dma_parms->max_segment_size = size;
  return 0;
}
DMASAN_STANDIN_INLINE unsigned long dma_get_seg_boundary(struct device *dev) {
  return dev->dma_parms && dev->dma_parms->segment_boundary_mask
             ? dev->dma_parms->segment_boundary_mask
             : 0xfffffffful;
}
DMASAN_STANDIN_INLINE int dma_set_seg_boundary(struct device *dev,
                                               unsigned long mask) {
  if (!dev->dma_parms)
    return -EIO;
  dev->dma_parms->segment_boundary_mask = mask;
  return 0;
}

#define DEFINE_DMA_UNMAP_ADDR(name) dma_addr_t name
#define DEFINE_DMA_UNMAP_LEN(name) u32 name
#define dma_unmap_addr(ptr, name) ((ptr)->name)
#define dma_unmap_addr_set(ptr, name, value) ((ptr)->name = (value))
#define dma_unmap_len(ptr, name) ((ptr)->name)
#define dma_unmap_len_set(ptr, name, value) ((ptr)->name = (value))

__END_DECLS

#endif
