// SPDX-License-Identifier: GPL-2.0
//
// Mistakes of one call each, and their right twins.

#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "cases.h"
#include "dmasan/annotations.h"

enum { kEntries = 4 };

noinline void case_unmap_once(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
  dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

noinline void case_unmap_twice(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

noinline void case_unmap_short(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize - 1, DMA_TO_DEVICE);
}

noinline void case_unmap_other_direction(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
}

noinline void case_sync_inside(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_FROM_DEVICE);
  dma_sync_single_for_cpu(dev, dma + kSize / 2, kSize / 2, DMA_FROM_DEVICE);
  dma_sync_single_for_device(dev, dma + kSize / 2, kSize / 2, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
}

noinline void case_sync_beyond(void) {
  dma_addr_t dma = map(buffer, kSize / 2, DMA_FROM_DEVICE);
  dma_sync_single_for_cpu(dev, dma, kSize / 2 + 1, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, kSize / 2, DMA_FROM_DEVICE);
}

static void fill(struct scatterlist *list) {
  int index;
  sg_init_table(list, kEntries);
  for (index = 0; index < kEntries; ++index)
    sg_set_buf(&list[index], buffer + index * 64, 64);
}

noinline void case_scatter_whole(void) {
  struct scatterlist list[kEntries];
  fill(list);
  if (dma_map_sg(dev, list, kEntries, DMA_FROM_DEVICE))
    dma_unmap_sg(dev, list, kEntries, DMA_FROM_DEVICE);
}

noinline void case_scatter_part(void) {
  struct scatterlist list[kEntries];
  fill(list);
  if (dma_map_sg(dev, list, kEntries, DMA_FROM_DEVICE))
    dma_unmap_sg(dev, list, kEntries - 1, DMA_FROM_DEVICE);
}

noinline void case_coherent_whole(void) {
  dma_addr_t dma;
  void *ring = dma_alloc_coherent(dev, PAGE_SIZE, &dma, GFP_KERNEL);
  if (ring)
    dma_free_coherent(dev, PAGE_SIZE, ring, dma);
}

noinline void case_coherent_short(void) {
  dma_addr_t dma;
  void *ring = dma_alloc_coherent(dev, PAGE_SIZE, &dma, GFP_KERNEL);
  if (ring)
    dma_free_coherent(dev, PAGE_SIZE - 64, ring, dma);
}

noinline void case_free_after_unmap(void) {
  char *block = kmalloc(kSize, GFP_KERNEL);
  dma_addr_t dma = map(block, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
  kfree(block);
}

noinline void case_free_before_unmap(void) {
  char *block = kmalloc(kSize, GFP_KERNEL);
  dma_addr_t dma = map(block, kSize, DMA_TO_DEVICE);
  kfree(block);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

/* Bulk frees are not traced: the memory's next owner tells. */
static void free_and_find(void *block) {
  void *others[64], *was = block;
  size_t count = 0;
  kfree_bulk(1, &block);
  do
    others[count] = kmalloc(kSize, GFP_KERNEL);
  while (others[count++] != was && count < ARRAY_SIZE(others));
  while (count)
    kfree(others[--count]);
}

noinline void case_freed_in_bulk_after_unmap(void) {
  char *block = kmalloc(kSize, GFP_KERNEL);
  dma_addr_t dma = map(block, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
  free_and_find(block);
}

noinline void case_freed_in_bulk_before_unmap(void) {
  char *block = kmalloc(kSize, GFP_KERNEL);
  dma_addr_t dma = map(block, kSize, DMA_TO_DEVICE);
  free_and_find(block);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

noinline void case_page_free_after_unmap(void) {
  struct page *page = alloc_page(GFP_KERNEL);
  dma_addr_t dma = map(page_address(page), PAGE_SIZE, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
  __free_page(page);
}

/* What is mapped in the page's next life has nothing to do with it. */
noinline void case_page_free_before_unmap(void) {
  struct page *page = alloc_page(GFP_KERNEL);
  map(page_address(page), PAGE_SIZE, DMA_FROM_DEVICE);
  __free_page(page);
  case_page_free_after_unmap();
}

/* Somebody else still has the page. */
noinline void case_page_reference_dropped(void) {
  struct page *page = alloc_page(GFP_KERNEL);
  dma_addr_t dma = map(page_address(page), PAGE_SIZE, DMA_FROM_DEVICE);
  get_page(page);
  put_page(page);
  dma_unmap_single(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
  __free_page(page);
}

noinline void case_write_after_unmap(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
  WRITE_ONCE(buffer[64], 1);
}

noinline void case_write_while_mapped(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  WRITE_ONCE(buffer[64], 1);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

noinline void case_write_excused(void) {
  dma_addr_t dma;
  dmasan_excuse(dev, buffer, "nobody reads the last byte");
  dma = map(buffer, kSize, DMA_TO_DEVICE);
  WRITE_ONCE(buffer[kSize - 1], 1);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

noinline void case_read_after_sync(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_FROM_DEVICE);
  dma_sync_single_for_cpu(dev, dma, kSize, DMA_FROM_DEVICE);
  READ_ONCE(buffer[64]);
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
}

noinline void case_read_without_sync(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_FROM_DEVICE);
  READ_ONCE(buffer[64]);
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
}

/* The kernel's own functions, which nobody instruments. */
noinline void case_kernel_reads_after_sync(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_FROM_DEVICE);
  dma_sync_single_for_cpu(dev, dma, kSize, DMA_FROM_DEVICE);
  WARN_ON(memchr_inv(buffer + 64, buffer[64], 1));
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
}

noinline void case_kernel_reads_without_sync(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_FROM_DEVICE);
  void *other = memchr_inv(buffer + 64, 0, 64);
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
  WARN_ON(other && other < (void *)buffer);
}

noinline void case_kernel_copies_into_mapped(void) {
  struct scatterlist from;
  char *own = kzalloc(64, GFP_KERNEL);
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  if (own) {
    sg_init_one(&from, own, 64);
    sg_copy_to_buffer(&from, 1, buffer, 64);
  }
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
  kfree(own);
}

/* Allocated pages as a table, as cameras and sound cards have them. */
static struct sg_table *pages(enum dma_data_direction dir, char **at) {
  struct sg_table *table =
      dma_alloc_noncontiguous(dev, PAGE_SIZE, dir, GFP_KERNEL, 0);
  if (table)
    *at = dma_vmap_noncontiguous(dev, PAGE_SIZE, table);
  return table;
}

noinline void case_noncontiguous_synced(void) {
  char *at;
  struct sg_table *table = pages(DMA_TO_DEVICE, &at);
  if (!table)
    return;
  WRITE_ONCE(at[8], 1); /* the CPU's until the first sync */
  dma_sync_sgtable_for_device(dev, table, DMA_TO_DEVICE);
  dma_sync_sgtable_for_cpu(dev, table, DMA_TO_DEVICE);
  WRITE_ONCE(at[8], 2);
  dma_vunmap_noncontiguous(dev, at);
  dma_free_noncontiguous(dev, PAGE_SIZE, table, DMA_TO_DEVICE);
}

noinline void case_noncontiguous_cleared(void) {
  char *at;
  struct sg_table *table = pages(DMA_FROM_DEVICE, &at);
  if (!table)
    return;
  WRITE_ONCE(at[8], 0); /* goes with the memory */
  dma_vunmap_noncontiguous(dev, at);
  dma_free_noncontiguous(dev, PAGE_SIZE, table, DMA_FROM_DEVICE);
}

noinline void case_noncontiguous_write_while_device_owns(void) {
  char *at;
  struct sg_table *table = pages(DMA_TO_DEVICE, &at);
  if (!table)
    return;
  dma_sync_sgtable_for_device(dev, table, DMA_TO_DEVICE);
  WRITE_ONCE(at[8], 1);
  dma_vunmap_noncontiguous(dev, at);
  dma_free_noncontiguous(dev, PAGE_SIZE, table, DMA_TO_DEVICE);
}

noinline void case_noncontiguous_other_direction(void) {
  char *at;
  struct sg_table *table = pages(DMA_FROM_DEVICE, &at);
  if (table)
    dma_free_noncontiguous(dev, PAGE_SIZE, table, DMA_TO_DEVICE);
}

noinline void case_noncontiguous_other_free(void) {
  char *at;
  struct sg_table *table = pages(DMA_TO_DEVICE, &at);
  if (!table)
    return;
  dma_unmap_sgtable(dev, table, DMA_TO_DEVICE, 0);
  __free_page(sg_page(table->sgl));
  sg_free_table(table);
  kfree(table);
}
