// SPDX-License-Identifier: GPL-2.0
//
// Maps for devices that it has no driver for: one of ends.ko's, which stays
// when this module goes, and one of its own without a driver. With leak=1
// nobody ever unmaps.

#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

enum { kBytes = 256 };

static bool leak;
module_param(leak, bool, 0444);

static struct platform_device *own;
static struct device *other;
static void *memory[2];
static dma_addr_t dma[2];

static noinline void made_by_visitor(void) {
  dma[0] = dma_map_single(other, memory[0], kBytes, DMA_FROM_DEVICE);
  WARN_ON(dma_mapping_error(other, dma[0]));
}

static noinline void made_for_no_driver(void) {
  dma[1] = dma_map_single(&own->dev, memory[1], kBytes, DMA_FROM_DEVICE);
  WARN_ON(dma_mapping_error(&own->dev, dma[1]));
}

static int __init visitor_load(void) {
  other = bus_find_device_by_name(&platform_bus_type, NULL, "ends_platform");
  own = platform_device_register_simple("ends_visitor", PLATFORM_DEVID_NONE,
                                        NULL, 0);
  memory[0] = kmalloc(kBytes, GFP_KERNEL);
  memory[1] = kmalloc(kBytes, GFP_KERNEL);
  if (!other || IS_ERR(own) || !memory[0] || !memory[1] ||
      dma_set_mask_and_coherent(&own->dev, DMA_BIT_MASK(64)))
    return -ENODEV; /* of a test's guest, which has ended */
  made_by_visitor();
  made_for_no_driver();
  return 0;
}

static void __exit visitor_unload(void) {
  if (!leak) {
    dma_unmap_single(other, dma[0], kBytes, DMA_FROM_DEVICE);
    dma_unmap_single(&own->dev, dma[1], kBytes, DMA_FROM_DEVICE);
    kfree(memory[0]);
    kfree(memory[1]);
  }
  put_device(other);
  platform_device_unregister(own);
}

module_init(visitor_load);
module_exit(visitor_unload);
MODULE_DESCRIPTION("Maps for devices of others");
MODULE_LICENSE("GPL");
