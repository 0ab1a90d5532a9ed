// SPDX-License-Identifier: GPL-2.0
//
// Right and wrong uses of the DMA API, one function each (cases.def), on a
// platform device without hardware: no case moves data, so none can hurt the
// guest. Those that the glob `cases` matches run when the module is loaded, and
// each when its name is written to parameter `run`.

#include <linux/dma-mapping.h>
#include <linux/glob.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

enum { kSize = 256, kEntries = 4 };

static struct device *dev;
static char *buffer; /* kSize bytes, whole cache lines */

static dma_addr_t map(void *at, size_t size, enum dma_data_direction dir) {
  dma_addr_t dma = dma_map_single(dev, at, size, dir);
  WARN_ON(dma_mapping_error(dev, dma));
  return dma;
}

static noinline void case_unmap_once(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
  dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

static noinline void case_unmap_twice(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

static noinline void case_unmap_short(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize - 1, DMA_TO_DEVICE);
}

static noinline void case_unmap_other_direction(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
}

static noinline void case_sync_inside(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_FROM_DEVICE);
  dma_sync_single_for_cpu(dev, dma + kSize / 2, kSize / 2, DMA_FROM_DEVICE);
  dma_sync_single_for_device(dev, dma + kSize / 2, kSize / 2, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
}

static noinline void case_sync_beyond(void) {
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

static noinline void case_scatter_whole(void) {
  struct scatterlist list[kEntries];
  fill(list);
  if (dma_map_sg(dev, list, kEntries, DMA_FROM_DEVICE))
    dma_unmap_sg(dev, list, kEntries, DMA_FROM_DEVICE);
}

static noinline void case_scatter_part(void) {
  struct scatterlist list[kEntries];
  fill(list);
  if (dma_map_sg(dev, list, kEntries, DMA_FROM_DEVICE))
    dma_unmap_sg(dev, list, kEntries - 1, DMA_FROM_DEVICE);
}

static noinline void case_coherent_whole(void) {
  dma_addr_t dma;
  void *ring = dma_alloc_coherent(dev, PAGE_SIZE, &dma, GFP_KERNEL);
  if (ring)
    dma_free_coherent(dev, PAGE_SIZE, ring, dma);
}

static noinline void case_coherent_short(void) {
  dma_addr_t dma;
  void *ring = dma_alloc_coherent(dev, PAGE_SIZE, &dma, GFP_KERNEL);
  if (ring)
    dma_free_coherent(dev, PAGE_SIZE - 64, ring, dma);
}

static noinline void case_free_after_unmap(void) {
  char *block = kmalloc(kSize, GFP_KERNEL);
  dma_addr_t dma = map(block, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
  kfree(block);
}

static noinline void case_free_before_unmap(void) {
  char *block = kmalloc(kSize, GFP_KERNEL);
  dma_addr_t dma = map(block, kSize, DMA_TO_DEVICE);
  kfree(block);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

static noinline void case_page_free_after_unmap(void) {
  struct page *page = alloc_page(GFP_KERNEL);
  dma_addr_t dma = map(page_address(page), PAGE_SIZE, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
  __free_page(page);
}

/* What is mapped in the page's next life has nothing to do with it. */
static noinline void case_page_free_before_unmap(void) {
  struct page *page = alloc_page(GFP_KERNEL);
  map(page_address(page), PAGE_SIZE, DMA_FROM_DEVICE);
  __free_page(page);
  case_page_free_after_unmap();
}

/* Somebody else still has the page. */
static noinline void case_page_reference_dropped(void) {
  struct page *page = alloc_page(GFP_KERNEL);
  dma_addr_t dma = map(page_address(page), PAGE_SIZE, DMA_FROM_DEVICE);
  get_page(page);
  put_page(page);
  dma_unmap_single(dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
  __free_page(page);
}

static noinline void case_write_after_unmap(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
  WRITE_ONCE(buffer[64], 1);
}

static noinline void case_write_while_mapped(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_TO_DEVICE);
  WRITE_ONCE(buffer[64], 1);
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
}

static noinline void case_read_after_sync(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_FROM_DEVICE);
  dma_sync_single_for_cpu(dev, dma, kSize, DMA_FROM_DEVICE);
  READ_ONCE(buffer[64]);
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
}

static noinline void case_read_without_sync(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_FROM_DEVICE);
  READ_ONCE(buffer[64]);
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
}

/* The kernel's own functions, which nobody instruments. */
static noinline void case_kernel_reads_after_sync(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_FROM_DEVICE);
  dma_sync_single_for_cpu(dev, dma, kSize, DMA_FROM_DEVICE);
  WARN_ON(memchr_inv(buffer + 64, buffer[64], 1));
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
}

static noinline void case_kernel_reads_without_sync(void) {
  dma_addr_t dma = map(buffer, kSize, DMA_FROM_DEVICE);
  void *other = memchr_inv(buffer + 64, 0, 64);
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
  WARN_ON(other && other < (void *)buffer);
}

static noinline void case_kernel_copies_into_mapped(void) {
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

/* What stays mapped from one write of `run` to the next. */
static dma_addr_t held;

static noinline void case_hold(void) {
  held = dma_map_single(dev, buffer, kSize, DMA_FROM_DEVICE);
  WARN_ON(dma_mapping_error(dev, held));
}

static noinline void case_release(void) {
  dma_unmap_single(dev, held, kSize, DMA_FROM_DEVICE);
}

static noinline void case_try(void) {
  dma_addr_t dma = dma_map_single(dev, buffer, kSize, DMA_TO_DEVICE);
  bool failed = dma_mapping_error(dev, dma);
  if (!failed)
    dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
  pr_info("misuse: a mapping %s\n", failed ? "fails" : "works");
}

static const struct {
  const char *name;
  void (*run)(void);
} all[] = {
#define MISUSE_CASE(Name, Seen, Kind) {#Name, case_##Name},
#include "cases.def"
    {"hold", case_hold},
    {"release", case_release},
    {"try", case_try},
};

static int run(const char *name, const struct kernel_param *param) {
  size_t index;
  for (index = 0; dev && index < ARRAY_SIZE(all); ++index) {
    if (!sysfs_streq(name, all[index].name))
      continue;
    all[index].run();
    return 0;
  }
  return -EINVAL;
}

static const struct kernel_param_ops run_ops = {.set = run};
module_param_cb(run, &run_ops, NULL, 0200);

static char *cases = "*";
module_param(cases, charp, 0400);

static int __init misuse_load(void) {
  struct platform_device *device =
      platform_device_register_simple("misuse", PLATFORM_DEVID_NONE, NULL, 0);
  if (IS_ERR(device))
    return PTR_ERR(device);
  buffer = kmalloc(kSize, GFP_KERNEL);
  if (!buffer || dma_set_mask_and_coherent(&device->dev, DMA_BIT_MASK(64))) {
    kfree(buffer);
    platform_device_unregister(device);
    return -ENOMEM;
  }
  dev = &device->dev;
#define MISUSE_CASE(Name, Seen, Kind)                                          \
  if (glob_match(cases, #Name))                                                \
    case_##Name();
#include "cases.def"
  pr_info("misuse: all cases ran\n");
  return 0;
}

static void __exit misuse_unload(void) {
  platform_device_unregister(to_platform_device(dev));
  kfree(buffer);
}

module_init(misuse_load);
module_exit(misuse_unload);
MODULE_DESCRIPTION("Right and wrong uses of the DMA API");
MODULE_LICENSE("GPL");
