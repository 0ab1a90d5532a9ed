// SPDX-License-Identifier: GPL-2.0
//
// Drivers for a device on each of four buses. Each maps or allocates a buffer
// in probe() and, with leak=1, keeps it for ever: then it never frees the
// memory either, so that the leak is all that is wrong.

#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/usb.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ids.h>

enum { kBytes = 256, kBlock = 64, kPages = 8192 };

static bool leak;
module_param(leak, bool, 0444);

struct buffer {
  void *memory;
  dma_addr_t dma;
};

static int map(struct device *dev, struct buffer *buffer) {
  buffer->memory = kmalloc(kBytes, GFP_KERNEL);
  if (!buffer->memory)
    return -ENOMEM;
  buffer->dma = dma_map_single(dev, buffer->memory, kBytes, DMA_FROM_DEVICE);
  return dma_mapping_error(dev, buffer->dma);
}

static void unmap(struct device *dev, struct buffer *buffer) {
  if (leak)
    return;
  dma_unmap_single(dev, buffer->dma, kBytes, DMA_FROM_DEVICE);
  kfree(buffer->memory);
}

static struct buffer pci_buffer;

static noinline int made_for_pci(struct pci_dev *pci,
                                 const struct pci_device_id *id) {
  if (pci_enable_device(pci) ||
      dma_set_mask_and_coherent(&pci->dev, DMA_BIT_MASK(64)))
    return -ENODEV;
  return map(&pci->dev, &pci_buffer);
}

static void pci_remove(struct pci_dev *pci) {
  unmap(&pci->dev, &pci_buffer);
  pci_disable_device(pci);
}

static const struct pci_device_id pci_ids[] = {
    {PCI_DEVICE(PCI_VENDOR_ID_REDHAT, 0x0005)}, {}};
static struct pci_driver pci_part = {.name = "ends_pci",
                                     .id_table = pci_ids,
                                     .probe = made_for_pci,
                                     .remove = pci_remove};

static struct buffer platform_buffer;
static struct platform_device *platform_device;

static noinline int made_for_platform(struct platform_device *device) {
  if (dma_set_mask_and_coherent(&device->dev, DMA_BIT_MASK(64)))
    return -ENODEV;
  return map(&device->dev, &platform_buffer);
}

static int platform_remove(struct platform_device *device) {
  unmap(&device->dev, &platform_buffer);
  return 0;
}

static struct platform_driver platform_part = {
    .driver = {.name = "ends_platform"},
    .probe = made_for_platform,
    .remove = platform_remove};

/* A big one has pages of its own, a small one is a block of a pool. */
static struct buffer usb_pages, usb_block;

static noinline int made_for_usb(struct usb_interface *interface,
                                 const struct usb_device_id *id) {
  struct usb_device *device = interface_to_usbdev(interface);
  usb_pages.memory =
      usb_alloc_coherent(device, kPages, GFP_KERNEL, &usb_pages.dma);
  usb_block.memory =
      usb_alloc_coherent(device, kBlock, GFP_KERNEL, &usb_block.dma);
  return usb_pages.memory && usb_block.memory ? 0 : -ENOMEM;
}

static void usb_disconnect(struct usb_interface *interface) {
  struct usb_device *device = interface_to_usbdev(interface);
  usb_free_coherent(device, kBlock, usb_block.memory, usb_block.dma);
  if (!leak)
    usb_free_coherent(device, kPages, usb_pages.memory, usb_pages.dma);
}

static const struct usb_device_id usb_ids[] = {
    {USB_INTERFACE_INFO(USB_CLASS_HID, 0, 0)}, {}};
static struct usb_driver usb_part = {.name = "ends_usb",
                                     .id_table = usb_ids,
                                     .probe = made_for_usb,
                                     .disconnect = usb_disconnect};

static void *virtio_memory;
static struct virtqueue *queue;

static noinline int made_for_virtio(struct virtio_device *device) {
  struct scatterlist list;
  virtio_memory = kmalloc(kBytes, GFP_KERNEL);
  queue = virtio_find_single_vq(device, NULL, "ends");
  if (!virtio_memory || IS_ERR(queue))
    return -ENODEV;
  sg_init_one(&list, virtio_memory, kBytes);
  return virtqueue_add_inbuf(queue, &list, 1, virtio_memory, GFP_KERNEL);
}

static void virtio_remove(struct virtio_device *device) {
  virtio_reset_device(device);
  if (!leak && virtqueue_detach_unused_buf(queue) == virtio_memory)
    kfree(virtio_memory);
  device->config->del_vqs(device);
}

static const struct virtio_device_id virtio_ids[] = {
    {VIRTIO_ID_RNG, VIRTIO_DEV_ANY_ID}, {}};
static struct virtio_driver virtio_part = {
    .driver = {.name = "ends_virtio", .owner = THIS_MODULE},
    .id_table = virtio_ids,
    .probe = made_for_virtio,
    .remove = virtio_remove};

static int __init ends_load(void) {
  platform_device = platform_device_register_simple(
      "ends_platform", PLATFORM_DEVID_NONE, NULL, 0);
  if (IS_ERR(platform_device))
    return PTR_ERR(platform_device);
  return pci_register_driver(&pci_part) ||
                 platform_driver_register(&platform_part) ||
                 usb_register(&usb_part) || register_virtio_driver(&virtio_part)
             ? -ENODEV
             : 0;
}

static void __exit ends_unload(void) {
  unregister_virtio_driver(&virtio_part);
  usb_deregister(&usb_part);
  platform_driver_unregister(&platform_part);
  pci_unregister_driver(&pci_part);
  platform_device_unregister(platform_device);
}

module_init(ends_load);
module_exit(ends_unload);
MODULE_DESCRIPTION("Drivers that let go of a device, with and without a leak");
MODULE_LICENSE("GPL");
