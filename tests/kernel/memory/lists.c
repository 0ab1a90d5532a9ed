// SPDX-License-Identifier: GPL-2.0
//
// Block requests and scatterlists, walked by their iterators.

#include <linux/bio.h>
#include <linux/blk-mq.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "cases.h"

enum { kOrder = 1, kBlock = PAGE_SIZE << kOrder };

/* Two pages that are one vector of many pages to one iterator and two of one
 * page to another. */
static struct bio *make_bio(void) {
  struct bio *bio = bio_alloc(NULL, 2, REQ_OP_READ, GFP_KERNEL);
  struct page *page = alloc_pages(GFP_KERNEL, kOrder);
  if (!page) {
    bio_put(bio);
    return NULL;
  }
  split_page(page, kOrder);
  __bio_add_page(bio, page, PAGE_SIZE, 0);
  WARN_ON(bio_add_page(bio, page + 1, PAGE_SIZE, 0) != PAGE_SIZE);
  return bio;
}

static dma_addr_t map_bio(struct bio *bio) {
  struct bvec_iter at;
  struct bio_vec vector;
  dma_addr_t dma = DMA_MAPPING_ERROR;
  bio_for_each_bvec(vector, bio, at) {
    WARN_ON(vector.bv_len != kBlock);
    dma = dma_map_bvec(dev, &vector, DMA_FROM_DEVICE, 0);
    WARN_ON(dma_mapping_error(dev, dma));
  }
  return dma;
}

noinline void case_block_io_by_vectors(void) {
  struct bio *bio = make_bio();
  if (!bio)
    return;
  dma_unmap_page(dev, map_bio(bio), bio->bi_iter.bi_size, DMA_FROM_DEVICE);
  bio_free_pages(bio);
  bio_put(bio);
}

noinline void case_block_io_unmapped_by_pages(void) {
  struct bio *bio = make_bio();
  if (!bio)
    return;
  dma_unmap_page(dev, map_bio(bio), bio_iter_len(bio, bio->bi_iter),
                 DMA_FROM_DEVICE);
  bio_free_pages(bio);
  bio_put(bio);
}

noinline void case_block_io_freed_while_mapped(void) {
  struct bio *bio = make_bio();
  dma_addr_t dma;
  if (!bio)
    return;
  dma = map_bio(bio);
  bio_free_pages(bio);
  bio_put(bio);
  dma_unmap_page(dev, dma, kBlock, DMA_FROM_DEVICE);
}

static void sync_pages(size_t count, size_t read) {
  struct sg_dma_page_iter at;
  struct page *block = alloc_pages(GFP_KERNEL, kOrder);
  struct page *pages[] = {block, block + 1};
  struct sg_table table;
  if (!block)
    return;
  WARN_ON(sg_alloc_table_from_pages(&table, pages, 2, 0, kBlock, GFP_KERNEL));
  WARN_ON(dma_map_sgtable(dev, &table, DMA_FROM_DEVICE, 0));
  for_each_sgtable_dma_page(&table, &at, 0) if (count) {
    dma_sync_single_for_cpu(dev, sg_page_iter_dma_address(&at), PAGE_SIZE,
                            DMA_FROM_DEVICE);
    --count;
  }
  READ_ONCE(((char *)page_address(block))[read]);
  dma_unmap_sgtable(dev, &table, DMA_FROM_DEVICE, 0);
  sg_free_table(&table);
  __free_pages(block, kOrder);
}

noinline void case_table_synced_by_pages(void) { sync_pages(2, PAGE_SIZE); }
noinline void case_table_read_beside_synced_page(void) {
  sync_pages(1, PAGE_SIZE);
}

/* More entries than fit a page: two lists, the first of which ends with a link
 * to the second. */
enum { kEntries = SG_MAX_SINGLE_ALLOC + 8, kEntry = 64 };

static char *make_chain(struct sg_table *table) {
  char *buffer = kmalloc(kEntries * kEntry, GFP_KERNEL);
  struct scatterlist *entry;
  int index;
  if (!buffer || sg_alloc_table(table, kEntries, GFP_KERNEL)) {
    kfree(buffer);
    return NULL;
  }
  /* From the end, so that no two entries become one. */
  for_each_sgtable_sg(table, entry, index)
      sg_set_buf(entry, buffer + (kEntries - 1 - index) * kEntry, kEntry);
  WARN_ON(!dma_map_sg(dev, table->sgl, kEntries, DMA_FROM_DEVICE));
  return buffer;
}

static void free_chain(struct sg_table *table, char *buffer, int entries) {
  dma_unmap_sg(dev, table->sgl, entries, DMA_FROM_DEVICE);
  sg_free_table(table);
  kfree(buffer);
}

noinline void case_chained_list(void) {
  struct sg_table table;
  char *buffer = make_chain(&table);
  if (!buffer)
    return;
  dma_sync_sg_for_cpu(dev, table.sgl, kEntries, DMA_FROM_DEVICE);
  READ_ONCE(buffer[0]);
  free_chain(&table, buffer, kEntries);
}

noinline void case_chained_list_read_unsynced(void) {
  struct sg_table table;
  char *buffer = make_chain(&table);
  if (!buffer)
    return;
  READ_ONCE(buffer[0]); /* the last entry's */
  free_chain(&table, buffer, kEntries);
}

noinline void case_chained_list_unmapped_in_part(void) {
  struct sg_table table;
  char *buffer = make_chain(&table);
  if (buffer)
    free_chain(&table, buffer, SG_MAX_SINGLE_ALLOC);
}
