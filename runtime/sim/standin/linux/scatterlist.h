/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Scatterlists: arrays of segments, the last one marked, arrays chained.
 */
#ifndef DMASAN_STANDIN_LINUX_SCATTERLIST_H
#define DMASAN_STANDIN_LINUX_SCATTERLIST_H

#include <linux/mm.h>
#include <linux/types.h>

__BEGIN_DECLS

#define SG_CHAIN 1ul
#define SG_END 2ul
/* Of a shared buffer that was mapped for an importer: there is no page to be
 * had. The kernel has no such mark, its DMABUF_DEBUG spoils the pointer. */
#define SG_DMA_ONLY 4ul
#define SG_PAGE_LINK_MASK (SG_CHAIN | SG_END | SG_DMA_ONLY)

struct scatterlist {
  unsigned long page_link; /* struct page or next array, and the marks */
  unsigned int offset;
  unsigned int length;
  dma_addr_t dma_address;
  unsigned int dma_length; /* 0 in an entry that was merged away */
};

struct sg_table {
  struct scatterlist *sgl;
  unsigned int nents;      /* mapped entries */
  unsigned int orig_nents; /* entries */
};

#define sg_dma_address(sg) ((sg)->dma_address)
#define sg_dma_len(sg) ((sg)->dma_length)

struct scatterlist *sg_next(struct scatterlist *sg);
struct scatterlist *sg_last(struct scatterlist *sgl, unsigned int nents);
int sg_nents(struct scatterlist *sgl);
void sg_init_table(struct scatterlist *sgl, unsigned int nents);
void sg_init_one(struct scatterlist *sg, const void *buf, unsigned int buflen);
int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp);
int sg_alloc_table_from_pages(struct sg_table *table, struct page **pages,
                              unsigned int n_pages, unsigned int offset,
                              unsigned long size, gfp_t gfp);
void sg_free_table(struct sg_table *table);
size_t sg_copy_from_buffer(struct scatterlist *sgl, unsigned int nents,
                           const void *buf, size_t buflen);
size_t sg_copy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf,
                         size_t buflen);

void dmasan_sim_page_peek(struct scatterlist *sg);

DMASAN_STANDIN_INLINE struct page *sg_page(struct scatterlist *sg) {
  if (unlikely(sg->page_link & SG_DMA_ONLY))
    dmasan_sim_page_peek(sg);
  return (struct page *)(sg->page_link & ~SG_PAGE_LINK_MASK);
}
DMASAN_STANDIN_INLINE void *sg_virt(struct scatterlist *sg) {
  return (char *)page_address(sg_page(sg)) + sg->offset;
}
DMASAN_STANDIN_INLINE phys_addr_t sg_phys(struct scatterlist *sg) {
  return page_to_phys(sg_page(sg)) + sg->offset;
}
DMASAN_STANDIN_INLINE void sg_assign_page(struct scatterlist *sg,
                                          struct page *page) {
  sg->page_link = (sg->page_link & SG_PAGE_LINK_MASK) | (unsigned long)page;
}
DMASAN_STANDIN_INLINE void sg_set_page(struct scatterlist *sg,
                                       struct page *page, unsigned int len,
                                       unsigned int offset) {
  sg_assign_page(sg, page);
  sg->offset = offset;
  sg->length = len;
}
DMASAN_STANDIN_INLINE void sg_set_buf(struct scatterlist *sg, const void *buf,
                                      unsigned int buflen) {
  sg_set_page(sg, virt_to_page(buf), buflen, (unsigned int)offset_in_page(buf));
}
DMASAN_STANDIN_INLINE bool sg_is_chain(struct scatterlist *sg) {
  return sg->page_link & SG_CHAIN;
}
DMASAN_STANDIN_INLINE bool sg_is_last(struct scatterlist *sg) {
  return sg->page_link & SG_END;
}
DMASAN_STANDIN_INLINE void sg_mark_end(struct scatterlist *sg) {
  sg->page_link = (sg->page_link & ~SG_CHAIN) | SG_END;
}
DMASAN_STANDIN_INLINE void sg_unmark_end(struct scatterlist *sg) {
  sg->page_link &= ~SG_END;
}
DMASAN_STANDIN_INLINE void sg_chain(struct scatterlist *prv,
                                    unsigned int prv_nents,
                                    struct scatterlist *sgl) {
  prv[prv_nents - 1].offset = 0;
  prv[prv_nents - 1].length = 0;
  prv[prv_nents - 1].page_link = (unsigned long)sgl | SG_CHAIN;
}

#define for_each_sg(sglist, sg, nr, i)                                         \
  for (i = 0, sg = (sglist); i < (nr); i++, sg = sg_next(sg))
#define for_each_sgtable_sg(sgt, sg, i)                                        \
  for_each_sg((sgt)->sgl, sg, (sgt)->orig_nents, i)
#define for_each_sgtable_dma_sg(sgt, sg, i)                                    \
  for_each_sg((sgt)->sgl, sg, (sgt)->nents, i)

__END_DECLS

#endif
