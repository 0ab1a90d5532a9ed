// SPDX-License-Identifier: GPL-2.0
//
// A driver of a made-up platform device with one bug a function. Each function
// is what a report has to name; expected.json says the rest.

#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

static struct platform_device *pdev;
static char *buffer;

static noinline void write_while_device_owns(struct device *dev) {
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  WRITE_ONCE(buffer[100], 1);
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
}

static noinline int read_while_device_owns(struct device *dev) {
  int value;
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, dma))
    return 0;
  value = READ_ONCE(buffer[8]);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  return value;
}

static noinline void unmap_too_little(struct device *dev) {
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  dma_unmap_single(dev, dma, 128, DMA_FROM_DEVICE);
}

static noinline void sync_past_the_end(struct device *dev) {
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  dma_sync_single_for_cpu(dev, dma + 128, 256, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
}

static noinline void never_ask_for_errors(struct device *dev) {
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
}

static noinline void free_while_mapped(struct device *dev) {
  char *memory = kmalloc(512, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, memory, 512, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  kfree(memory);
  dma_unmap_single(dev, dma, 512, DMA_FROM_DEVICE);
}

/* The near-miss: all of it is right. */
static noinline int nothing_wrong(struct device *dev) {
  int value;
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, dma))
    return 0;
  dma_sync_single_for_cpu(dev, dma + 64, 64, DMA_FROM_DEVICE);
  value = READ_ONCE(buffer[64]);
  dma_sync_single_for_device(dev, dma + 64, 64, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  WRITE_ONCE(buffer[0], value);
  return READ_ONCE(buffer[255]);
}

static noinline int leak_a_mapping(struct platform_device *device) {
  dma_addr_t dma = dma_map_single(&device->dev, buffer, 256, DMA_TO_DEVICE);
  return dma_mapping_error(&device->dev, dma);
}

static int probe(struct platform_device *device) {
  struct device *dev = &device->dev;
  int error = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
  if (error)
    return error;
  nothing_wrong(dev);
  write_while_device_owns(dev);
  read_while_device_owns(dev);
  unmap_too_little(dev);
  sync_past_the_end(dev);
  never_ask_for_errors(dev);
  free_while_mapped(dev);
  return leak_a_mapping(device);
}

static struct platform_driver driver = {
    .probe = probe,
    .driver = {.name = "dmasan_buggy"},
};

static int __init buggy_init(void) {
  int error;
  buffer = kzalloc(4096, GFP_KERNEL);
  if (!buffer)
    return -ENOMEM;
  pdev = platform_device_register_simple("dmasan_buggy", -1, NULL, 0);
  if (IS_ERR(pdev))
    return PTR_ERR(pdev);
  error = platform_driver_register(&driver);
  return error;
}

static void __exit buggy_exit(void) {
  platform_driver_unregister(&driver);
  platform_device_unregister(pdev);
  kfree(buffer);
}

module_init(buggy_init);
module_exit(buggy_exit);
MODULE_DESCRIPTION("Wrong on purpose, for the tests of DMASan");
MODULE_LICENSE("GPL");
