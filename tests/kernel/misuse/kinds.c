// SPDX-License-Identifier: GPL-2.0
//
// Further kinds of findings, one case each. Left out are those that hurt the
// kernel that makes them (a NULL device, a stack that the kernel refuses to
// map, coherent memory freed with interrupts off) and those that need a device.

#include <linux/dmapool.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "cases.h"

/* An address in memory that no mapping has had. */
static dma_addr_t unmapped_address(struct page *page) {
  dma_addr_t dma = map(page_address(page), 64, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
  return dma + PAGE_SIZE / 2;
}

noinline void case_unmap_unknown(void) {
  struct page *page = alloc_page(GFP_KERNEL);
  dma_unmap_single(dev, unmapped_address(page), 64, DMA_TO_DEVICE);
  __free_page(page);
}

noinline void case_sync_unknown(void) {
  struct page *page = alloc_page(GFP_KERNEL);
  dma_sync_single_for_cpu(dev, unmapped_address(page), 64, DMA_TO_DEVICE);
  __free_page(page);
}

noinline void case_unmap_other_family(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_resource(dev, dma, kSize, DMA_TO_DEVICE, 0);
}

noinline void case_unmap_other_device(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(other_dev, dma, kSize, DMA_TO_DEVICE);
}

noinline void case_unmap_other_attrs(void) {
  dma_addr_t dma = dma_map_single_attrs(dev, buffer, kSize, DMA_TO_DEVICE,
                                        DMA_ATTR_WEAK_ORDERING);
  WARN_ON(dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

noinline void case_sync_other_direction(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_sync_single_for_device(dev, dma, kSize, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

noinline void case_unmap_failure(void) {
  dma_unmap_single(dev, DMA_MAPPING_ERROR, kSize, DMA_TO_DEVICE);
}

noinline void case_test_left_out(void) {
  dma_addr_t dma = dma_map_single(dev, buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

static struct device *make_child(void) {
  struct platform_device *device = platform_device_register_simple(
      "misuse_child", PLATFORM_DEVID_AUTO, NULL, 0);
  if (IS_ERR(device))
    return NULL;
  WARN_ON(dma_set_mask_and_coherent(&device->dev, DMA_BIT_MASK(64)));
  return &device->dev;
}

noinline void case_device_goes_unmapped(void) {
  struct device *child = make_child();
  dma_addr_t dma = dma_map_single(child, buffer, kSize, DMA_TO_DEVICE);
  WARN_ON(dma_mapping_error(child, dma));
  dma_unmap_single(child, dma, kSize, DMA_TO_DEVICE);
  platform_device_unregister(to_platform_device(child));
}

noinline void case_device_goes_mapped(void) {
  struct device *child = make_child();
  dma_addr_t dma = dma_map_single(child, buffer, kSize, DMA_TO_DEVICE);
  WARN_ON(dma_mapping_error(child, dma));
  platform_device_unregister(to_platform_device(child));
}

noinline void case_map_overlap(void) {
  dma_addr_t first = map(buffer, kSize, DMA_FROM_DEVICE);
  dma_addr_t second = map(buffer, kSize / 2, DMA_FROM_DEVICE);
  dma_unmap_single(dev, second, kSize / 2, DMA_FROM_DEVICE);
  dma_unmap_single(dev, first, kSize, DMA_FROM_DEVICE);
}

noinline void case_map_same_line(void) {
  dma_addr_t first = map(buffer + 32, 32, DMA_TO_DEVICE);
  dma_addr_t second = map(buffer, 32, DMA_FROM_DEVICE);
  dma_unmap_single(dev, second, 32, DMA_FROM_DEVICE);
  dma_unmap_single(dev, first, 32, DMA_TO_DEVICE);
}

noinline void case_map_beside_object(void) {
  dma_addr_t dma = map(buffer + 8, kSize - 8, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, kSize - 8, DMA_FROM_DEVICE);
}

noinline void case_map_beyond_object(void) {
  dma_addr_t dma = map(buffer, 2 * kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, 2 * kSize, DMA_TO_DEVICE);
}

/* The coherent memory of a device that is not coherent may be remapped, and the
 * kernel itself refuses to map that. */
static bool set_coherent(bool coherent) {
  bool before = true;
#ifdef CONFIG_ARCH_HAS_SYNC_DMA_FOR_DEVICE
  before = dev->dma_coherent;
  dev->dma_coherent = coherent;
#endif
  return before;
}

noinline void case_map_coherent(void) {
  bool before = set_coherent(true);
  dma_addr_t handle, dma;
  void *ring = dma_alloc_coherent(dev, PAGE_SIZE, &handle, GFP_KERNEL);
  if (ring) {
    dma = map(ring, PAGE_SIZE, DMA_TO_DEVICE);
    dma_unmap_single(dev, dma, PAGE_SIZE, DMA_TO_DEVICE);
    dma_free_coherent(dev, PAGE_SIZE, ring, handle);
  }
  set_coherent(before);
}

noinline void case_map_program(void) {
  void *text = lm_alias((void *)_printk);
  dma_addr_t dma = map(text, 64, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
}

noinline void case_map_constant(void) {
  void *constant = lm_alias((void *)hex_asc);
  dma_addr_t dma = map(constant, 16, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, 16, DMA_TO_DEVICE);
}

noinline void case_segment_long(void) {
  struct scatterlist list;
  unsigned int limit = dma_get_max_seg_size(other_dev);
  dma_set_max_seg_size(other_dev, kSize / 2);
  sg_init_one(&list, buffer, kSize);
  if (dma_map_sg(other_dev, &list, 1, DMA_TO_DEVICE))
    dma_unmap_sg(other_dev, &list, 1, DMA_TO_DEVICE);
  dma_set_max_seg_size(other_dev, limit);
}

noinline void case_segment_crosses(void) {
  struct scatterlist list;
  unsigned long boundary = dma_get_seg_boundary(other_dev);
  dma_set_seg_boundary(other_dev, kSize / 2 - 1);
  sg_init_one(&list, buffer, kSize);
  if (dma_map_sg(other_dev, &list, 1, DMA_TO_DEVICE))
    dma_unmap_sg(other_dev, &list, 1, DMA_TO_DEVICE);
  dma_set_seg_boundary(other_dev, boundary);
}

static void use_pool(dma_addr_t beside) {
  struct dma_pool *pool = dma_pool_create("misuse", dev, 64, 64, 0);
  dma_addr_t dma;
  void *block = dma_pool_alloc(pool, GFP_KERNEL, &dma);
  if (block)
    dma_pool_free(pool, block, dma + beside);
  dma_pool_destroy(pool);
}

noinline void case_pool_right(void) { use_pool(0); }
noinline void case_pool_other_handle(void) { use_pool(64); }

noinline void case_write_before_unmap(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_FROM_DEVICE);
  dma_sync_single_for_cpu(dev, dma, kSize, DMA_FROM_DEVICE);
  WRITE_ONCE(buffer[64], 1);
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
}

noinline void case_write_kept_back(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_sync_single_for_cpu(dev, dma, kSize, DMA_TO_DEVICE);
  WRITE_ONCE(buffer[64], 1);
  dma_sync_single_for_cpu(dev, dma, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

noinline void case_read_unsynced(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_FROM_DEVICE);
  dma_unmap_single_attrs(dev, dma, kSize, DMA_FROM_DEVICE,
                         DMA_ATTR_SKIP_CPU_SYNC);
  READ_ONCE(buffer[64]);
}
