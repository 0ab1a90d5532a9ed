// SPDX-License-Identifier: GPL-2.0
//
// Pages of a process, small and huge, and pages of a pool that keeps them
// mapped.

#include <linux/mm.h>
#include <linux/mman.h>
#include <net/page_pool.h>

#include "cases.h"

/* More than what a CPU keeps a reference of, before they go to its lists. */
enum { kPages = 32, kHugeSize = HPAGE_PMD_SIZE };

/* Memory of the process that loads this module, pinned. */
struct area {
  unsigned long begin, size;
  struct page *pages[kPages];
};

static bool pin(struct area *area, unsigned long size, unsigned long align,
                int count) {
  unsigned long at;
  area->size = size;
  area->begin = vm_mmap(NULL, 0, size, PROT_READ | PROT_WRITE,
                        MAP_ANONYMOUS | MAP_PRIVATE, 0);
  if (IS_ERR_VALUE(area->begin))
    return false;
  at = ALIGN(area->begin, align);
  return pin_user_pages_fast(at, count, FOLL_WRITE | FOLL_LONGTERM,
                             area->pages) == count;
}

static void unpin(struct area *area, int count) {
  unpin_user_pages_dirty_lock(area->pages, count, true);
  vm_munmap(area->begin, area->size);
}

noinline void case_user_pages_pinned(void) {
  struct area area;
  struct sg_table table;
  if (!pin(&area, kPages * PAGE_SIZE, PAGE_SIZE, kPages))
    return;
  if (!sg_alloc_table_from_pages(&table, area.pages, kPages, 64,
                                 kPages * PAGE_SIZE - 64, GFP_KERNEL)) {
    if (!dma_map_sgtable(dev, &table, DMA_FROM_DEVICE, 0))
      dma_unmap_sgtable(dev, &table, DMA_FROM_DEVICE, 0);
    sg_free_table(&table);
  }
  unpin(&area, kPages);
}

noinline void case_user_page_not_pinned(void) {
  struct area area;
  dma_addr_t dma;
  if (!pin(&area, kPages * PAGE_SIZE, PAGE_SIZE, kPages))
    return;
  unpin_user_pages(area.pages, kPages);
  dma = map_page(area.pages[0], 0, PAGE_SIZE, DMA_TO_DEVICE);
  dma_unmap_page(dev, dma, PAGE_SIZE, DMA_TO_DEVICE);
  vm_munmap(area.begin, area.size);
}

/* A reference is what direct I/O has. */
noinline void case_user_page_referenced(void) {
  struct area area;
  dma_addr_t dma;
  if (!pin(&area, kPages * PAGE_SIZE, PAGE_SIZE, kPages))
    return;
  get_page(area.pages[0]);
  unpin_user_pages(area.pages, kPages);
  dma = map_page(area.pages[0], 0, PAGE_SIZE, DMA_TO_DEVICE);
  dma_unmap_page(dev, dma, PAGE_SIZE, DMA_TO_DEVICE);
  put_page(area.pages[0]);
  vm_munmap(area.begin, area.size);
}

noinline void case_user_page_unpinned_while_mapped(void) {
  struct area area;
  dma_addr_t dma;
  if (!pin(&area, PAGE_SIZE, PAGE_SIZE, 1))
    return;
  dma = map_page(area.pages[0], 0, PAGE_SIZE, DMA_FROM_DEVICE);
  unpin(&area, 1);
  dma_unmap_page(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
}

noinline void case_user_page_read_while_mapped(void) {
  struct area area;
  dma_addr_t dma;
  if (!pin(&area, PAGE_SIZE, PAGE_SIZE, 1))
    return;
  dma = map_page(area.pages[0], 0, PAGE_SIZE, DMA_FROM_DEVICE);
  READ_ONCE(*(char *)page_address(area.pages[0]));
  dma_unmap_page(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
  unpin(&area, 1);
}

static bool pin_huge(struct area *area) {
  return pin(area, 2 * kHugeSize, kHugeSize, 1) && PageHead(area->pages[0]) &&
         page_size(area->pages[0]) == kHugeSize;
}

/* A device may be given no more at once where everything is bounced. */
enum { kPart = 16 * PAGE_SIZE };

noinline void case_huge_page_pinned(void) {
  struct area area;
  dma_addr_t first, last;
  char *at;
  if (!pin_huge(&area))
    return;
  first = map_page(area.pages[0], 0, kPart, DMA_FROM_DEVICE);
  last = map_page(area.pages[0], kHugeSize - kPart, kPart, DMA_FROM_DEVICE);
  at = page_address(area.pages[0]);
  READ_ONCE(at[kPart]);
  READ_ONCE(at[kHugeSize - kPart - 1]);
  dma_unmap_page(dev, last, kPart, DMA_FROM_DEVICE);
  READ_ONCE(at[kHugeSize - 1]);
  dma_unmap_page(dev, first, kPart, DMA_FROM_DEVICE);
  unpin(&area, 1);
}

noinline void case_huge_page_unpinned_while_mapped(void) {
  struct area area;
  dma_addr_t dma;
  if (!pin_huge(&area))
    return;
  dma = map_page(area.pages[0], kHugeSize - kPart, kPart, DMA_FROM_DEVICE);
  unpin(&area, 1);
  dma_unmap_page(dev, dma, kPart, DMA_FROM_DEVICE);
}

noinline void case_huge_page_read_while_mapped(void) {
  struct area area;
  dma_addr_t dma;
  if (!pin_huge(&area))
    return;
  dma = map_page(area.pages[0], kHugeSize - kPart, kPart, DMA_FROM_DEVICE);
  READ_ONCE(((char *)page_address(area.pages[0]))[kHugeSize - 1]);
  dma_unmap_page(dev, dma, kPart, DMA_FROM_DEVICE);
  unpin(&area, 1);
}

/* A page is freed, and mapped after that if it is to be. The processor's list
 * of free pages gives out first what came last. */
static void give_out_again(bool mapped) {
  struct page *page = alloc_page(GFP_KERNEL), *others[64];
  dma_addr_t dma;
  unsigned long flags;
  size_t count = 0;
  if (!page)
    return;
  dma = map_page(page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
  dma_unmap_page(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
  local_irq_save(flags);
  __free_page(page);
  if (mapped)
    dma = map_page(page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
  do
    others[count] = alloc_page(GFP_ATOMIC);
  while (others[count++] != page && count < ARRAY_SIZE(others));
  local_irq_restore(flags);
  if (mapped)
    dma_unmap_page(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
  while (count)
    if (others[--count])
      __free_page(others[count]);
}

noinline void case_page_given_out_again(void) { give_out_again(false); }
noinline void case_page_given_out_while_mapped(void) { give_out_again(true); }

/* Blocks of two pages are allocated one by one, so the next is a used one. */
enum { kOrder = 1, kBlock = PAGE_SIZE << kOrder };

static struct page_pool *make_pool(unsigned int flags) {
  struct page_pool_params params = {.flags = PP_FLAG_DMA_MAP | flags,
                                    .order = kOrder,
                                    .pool_size = 16,
                                    .nid = NUMA_NO_NODE,
                                    .dev = dev,
                                    .dma_dir = DMA_FROM_DEVICE,
                                    .max_len = kBlock};
  struct page_pool *pool = page_pool_create(&params);
  return IS_ERR(pool) ? NULL : pool;
}

/* One turn of a page; returns it for comparison. */
static noinline struct page *receive(struct page_pool *pool, bool sync) {
  struct page *page = page_pool_alloc_pages(pool, GFP_KERNEL);
  if (!page)
    return NULL;
  if (sync)
    dma_sync_single_for_cpu(dev, page_pool_get_dma_addr(page), kBlock,
                            DMA_FROM_DEVICE);
  READ_ONCE(*(char *)page_address(page));
  page_pool_put_full_page(pool, page, false);
  return page;
}

noinline void case_pool_page_recycled(void) {
  struct page_pool *pool = make_pool(PP_FLAG_DMA_SYNC_DEV);
  if (!pool)
    return;
  WARN_ON(receive(pool, true) != receive(pool, true));
  page_pool_destroy(pool);
}

noinline void case_pool_page_read_unsynced(void) {
  struct page_pool *pool = make_pool(PP_FLAG_DMA_SYNC_DEV);
  if (!pool)
    return;
  receive(pool, true);
  receive(pool, false);
  page_pool_destroy(pool);
}

noinline void case_pool_page_unmapped_by_driver(void) {
  struct page_pool *pool = make_pool(0);
  struct page *page = pool ? page_pool_alloc_pages(pool, GFP_KERNEL) : NULL;
  if (!page)
    return;
  dma_unmap_page_attrs(dev, page_pool_get_dma_addr(page), kBlock,
                       DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
  page_pool_put_full_page(pool, page, false);
  page_pool_destroy(pool);
}
