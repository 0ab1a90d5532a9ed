// SPDX-License-Identifier: GPL-2.0
//
// Owns a device without hardware and a buffer, and does one half of what
// pair_user.ko's cases do with them.

#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "pair.h"

static struct platform_device *device;
static char *buffer;

struct device *pair_device(void) { return &device->dev; }
EXPORT_SYMBOL_GPL(pair_device);

char *pair_buffer(void) { return buffer; }
EXPORT_SYMBOL_GPL(pair_buffer);

dma_addr_t pair_map(enum dma_data_direction dir) {
  dma_addr_t dma = dma_map_single(&device->dev, buffer, kPairBytes, dir);
  WARN_ON(dma_mapping_error(&device->dev, dma));
  return dma;
}
EXPORT_SYMBOL_GPL(pair_map);

void pair_unmap(dma_addr_t dma, enum dma_data_direction dir) {
  dma_unmap_single(&device->dev, dma, kPairBytes, dir);
}
EXPORT_SYMBOL_GPL(pair_unmap);

void pair_sync_for_cpu(dma_addr_t dma, enum dma_data_direction dir) {
  dma_sync_single_for_cpu(&device->dev, dma, kPairBytes, dir);
}
EXPORT_SYMBOL_GPL(pair_sync_for_cpu);

bool pair_map_list(struct scatterlist *list, enum dma_data_direction dir) {
  int index;
  sg_init_table(list, kPairEntries);
  for (index = 0; index < kPairEntries; ++index)
    sg_set_buf(&list[index], buffer + index * 64, 64);
  return dma_map_sg(&device->dev, list, kPairEntries, dir) != 0;
}
EXPORT_SYMBOL_GPL(pair_map_list);

char pair_read(void) { return READ_ONCE(buffer[64]); }
EXPORT_SYMBOL_GPL(pair_read);

void pair_write(void) { WRITE_ONCE(buffer[64], 1); }
EXPORT_SYMBOL_GPL(pair_write);

static int __init pair_owner_load(void) {
  device =
      platform_device_register_simple("pair", PLATFORM_DEVID_NONE, NULL, 0);
  if (IS_ERR(device))
    return PTR_ERR(device);
  buffer = kzalloc(kPairBytes, GFP_KERNEL);
  if (!buffer || dma_set_mask_and_coherent(&device->dev, DMA_BIT_MASK(64))) {
    kfree(buffer);
    platform_device_unregister(device);
    return -ENOMEM;
  }
  return 0;
}

static void __exit pair_owner_unload(void) {
  kfree(buffer);
  platform_device_unregister(device);
}

module_init(pair_owner_load);
module_exit(pair_owner_unload);
MODULE_DESCRIPTION("One half of uses of the DMA API by two modules");
MODULE_LICENSE("GPL");
