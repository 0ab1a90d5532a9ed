// SPDX-License-Identifier: GPL-2.0
//
// Addresses that are not of the direct map. sg_set_buf() takes them all and
// makes pages of them that they do not lie on; dma_map_single() would look.

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "cases.h"

enum { kSize = 64 };

static void map_as_list(void *address, size_t size) {
  struct scatterlist list;
  sg_init_one(&list, address, size);
  if (dma_map_sg(dev, &list, 1, DMA_TO_DEVICE))
    dma_unmap_sg(dev, &list, 1, DMA_TO_DEVICE);
}

noinline void case_vmalloc_by_pages(void) {
  char *area = vmalloc(2 * PAGE_SIZE);
  size_t at;
  if (!area)
    return;
  for (at = 0; at < 2 * PAGE_SIZE; at += PAGE_SIZE) {
    dma_addr_t dma =
        map_page(vmalloc_to_page(area + at), 0, PAGE_SIZE, DMA_FROM_DEVICE);
    dma_unmap_page(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
    WRITE_ONCE(area[at], 1);
  }
  vfree(area);
}

noinline void case_vmalloc_in_one_piece(void) {
  char *area = vzalloc(2 * PAGE_SIZE);
  if (!area)
    return;
  map_as_list(area, 2 * PAGE_SIZE);
  vfree(area);
}

noinline void case_vmalloc_freed_while_mapped(void) {
  char *area = vmalloc(PAGE_SIZE);
  dma_addr_t dma;
  if (!area)
    return;
  dma = map_page(vmalloc_to_page(area), 0, PAGE_SIZE, DMA_FROM_DEVICE);
  vfree(area);
  dma_unmap_page(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
}

noinline void case_stack_copied(void) {
  char local[kSize] = "command", *copy;
  OPTIMIZER_HIDE_VAR(local[0]);
  copy = kmemdup(local, sizeof(local), GFP_KERNEL);
  if (copy)
    map_as_list(copy, sizeof(local));
  kfree(copy);
}

noinline void case_stack_in_list(void) {
  char local[kSize] __aligned(kSize) = "command";
  map_as_list(local, sizeof(local));
}

/* Part of the kernel's image, but memory that many send. */
noinline void case_zero_page_of_two_devices(void) {
  dma_addr_t dma = map_page(ZERO_PAGE(0), 0, PAGE_SIZE, DMA_TO_DEVICE);
  dma_addr_t other =
      dma_map_page(other_dev, ZERO_PAGE(0), 0, PAGE_SIZE, DMA_TO_DEVICE);
  WARN_ON(dma_mapping_error(other_dev, other));
  dma_unmap_page(other_dev, other, PAGE_SIZE, DMA_TO_DEVICE);
  dma_unmap_page(dev, dma, PAGE_SIZE, DMA_TO_DEVICE);
}

noinline void case_kernel_text_in_list(void) { map_as_list(_printk, kSize); }

noinline void case_kernel_constant_in_list(void) {
  map_as_list((void *)hex_asc, 16);
}
