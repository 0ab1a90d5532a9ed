// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: pages with a second address from vmap: a write through it is flushed
// before each hand-over, a read through it comes after an invalidate. What only
// uses the pages' own address needs neither.
// EXPECT: alias-not-flushed in send at 100
// EXPECT: alias-not-flushed in receive at 4100
// EXPECT: cpu-write-device-owned in driver at 4096
// RUN: %run_case %s -O0 -O2

#include "case.h"

static __attribute__((__noinline__)) void send(struct device *dev,
                                               dma_addr_t dma, char *alias) {
  dma_sync_single_for_cpu(dev, dma, 2 * PAGE_SIZE, DMA_BIDIRECTIONAL);
  alias[100] = 1;
#ifdef GOOD
  flush_kernel_vmap_range(alias + 100, 1);
#endif
  dma_sync_single_for_device(dev, dma, 2 * PAGE_SIZE, DMA_BIDIRECTIONAL);
}

static __attribute__((__noinline__)) int
receive(struct device *dev, dma_addr_t dma, const char *alias, char *own) {
  int sum;

  dma_sync_single_for_cpu(dev, dma, 2 * PAGE_SIZE, DMA_BIDIRECTIONAL);
  sum = own[200];
#ifdef GOOD
  invalidate_kernel_vmap_range((void *)(alias + 4100), 1);
#endif
  sum += alias[4100];
  dma_sync_single_for_device(dev, dma, 2 * PAGE_SIZE, DMA_BIDIRECTIONAL);
  return sum;
}

static int driver(struct device *dev) {
  struct page *pages[2];
  struct page *both = alloc_pages(GFP_KERNEL | __GFP_ZERO, 1);
  dma_addr_t dma;
  char *alias;

  CHECK(2, both);
  pages[0] = both;
  pages[1] = both + 1;
  dma = dma_map_page(dev, both, 0, 2 * PAGE_SIZE, DMA_BIDIRECTIONAL);
  CHECK(3, !dma_mapping_error(dev, dma));
  alias = (char *)vmap(pages, 2, VM_MAP, PAGE_KERNEL);
  CHECK(4, alias);
  send(dev, dma, alias);
  CHECK(5, dmasan_sim_dma_write(dev, dma + 4100, "x", 1) == 0);
#ifdef GOOD
  CHECK(6, receive(dev, dma, alias, (char *)page_address(both)) == 'x');
#else
  CHECK(7, receive(dev, dma, alias, (char *)page_address(both)) != 'x');
  alias[4096] = 0;
#endif
  show("the CPU reads alias[4100]", &alias[4100], 1);
  vunmap(alias);
  dma_unmap_page(dev, dma, 2 * PAGE_SIZE, DMA_BIDIRECTIONAL);
  __free_pages(both, 1);
  return 0;
}
