// SPDX-License-Identifier: GPL-2.0
//
// Devices and scatterlists as the kernel knows them. Every device is taken for
// non-coherent, whatever this machine does: drivers have to be portable.
//
// What was mapped before DMASan was loaded or switched on is unknown. Devices
// that were there are remembered by name until their driver lets go, those
// without one until they get one, and findings that such history would explain
// are left out.

#include <linux/dma-mapping.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/spinlock.h>

#include "runtime/port/linux/glue.h"

enum { kMaxEarlier = 1024, kNameLength = 48 };
static char earlier[kMaxEarlier][kNameLength];
static size_t earlier_count;
static bool earlier_overflow;
static DEFINE_SPINLOCK(earlier_lock);

static bool is_earlier(const char *name) {
  size_t index;
  for (index = 0; index < earlier_count; ++index)
    if (strncmp(earlier[index], name, kNameLength - 1) == 0)
      return true;
  return false;
}

void dmasan_device_remember(const char *name) {
  unsigned long flags;
  spin_lock_irqsave(&earlier_lock, flags);
  if (!is_earlier(name)) {
    if (earlier_count == kMaxEarlier)
      earlier_overflow = true;
    else
      strscpy(earlier[earlier_count++], name, kNameLength);
  }
  spin_unlock_irqrestore(&earlier_lock, flags);
}

static int remember(struct device *dev, void *data) {
  if (dev->dma_mask)
    dmasan_device_remember(dev_name(dev));
  return 0;
}

void dmasan_devices_remember(void) {
  bool overflowed = earlier_overflow;
  bus_for_each_dev(&pci_bus_type, NULL, NULL, remember);
  bus_for_each_dev(&platform_bus_type, NULL, NULL, remember);
  if (earlier_overflow && !overflowed)
    pr_warn("dmasan: too many devices were there before; findings that "
            "earlier mappings could explain are left out for all\n");
}

/* A finding without a device may be of any. */
bool dmasan_device_predates(const char *name) {
  unsigned long flags;
  bool found;
  spin_lock_irqsave(&earlier_lock, flags);
  found = earlier_overflow || (*name ? is_earlier(name) : earlier_count != 0);
  spin_unlock_irqrestore(&earlier_lock, flags);
  return found;
}

void dmasan_device_released(struct device *dev) {
  unsigned long flags;
  size_t index;
  spin_lock_irqsave(&earlier_lock, flags);
  for (index = 0; index < earlier_count; ++index)
    if (!strncmp(earlier[index], dev_name(dev), kNameLength - 1))
      strscpy(earlier[index], earlier[--earlier_count], kNameLength);
  spin_unlock_irqrestore(&earlier_lock, flags);
}

/* Only one without a driver can get one. */
static int on_bus(struct notifier_block *block, unsigned long event,
                  void *device) {
  if (event == BUS_NOTIFY_BIND_DRIVER)
    dmasan_device_released(device);
  return NOTIFY_DONE;
}

static struct notifier_block pci_block = {.notifier_call = on_bus};
static struct notifier_block platform_block = {.notifier_call = on_bus};

void dmasan_devices_init(void) {
  bus_register_notifier(&pci_bus_type, &pci_block);
  bus_register_notifier(&platform_bus_type, &platform_block);
}

void dmasan_devices_exit(void) {
  bus_unregister_notifier(&pci_bus_type, &pci_block);
  bus_unregister_notifier(&platform_bus_type, &platform_block);
}

void dmasan_port_device_names(const void *device, char *name, char *driver,
                              size_t capacity) {
  const struct device *dev = device;
  name[0] = driver[0] = '\0';
  if (!dev)
    return;
  strscpy(name, dev_name(dev) ?: "", capacity);
  strscpy(driver, dev_driver_string(dev), capacity);
}

void dmasan_port_device(const void *device, struct dmasan_port_device *out) {
  const struct device *dev = device;
  if (!dev)
    return;
  out->mask = dev->dma_mask ? *dev->dma_mask : 0;
  out->coherent_mask = dev->coherent_dma_mask;
  /* The PCI bus gives every device 32 bits. */
  out->mask_is_default = dev_is_pci(dev) && out->mask == DMA_BIT_MASK(32) &&
                         !dmasan_device_predates(dev_name(dev));
  out->translated = device_iommu_mapped((struct device *)dev);
  if (dev->dma_parms) {
    out->max_segment = dev->dma_parms->max_segment_size;
    out->boundary_mask = dev->dma_parms->segment_boundary_mask;
  }
}

int dmasan_port_sync_needed(const void *device, uint64_t dma) {
  return !device || dma_need_sync((struct device *)device, dma);
}

size_t dmasan_port_sg_read(const void *object, int is_sg_table, size_t first,
                           size_t count, struct dmasan_sg_entry *out) {
  struct scatterlist *sg = is_sg_table ? ((const struct sg_table *)object)->sgl
                                       : (struct scatterlist *)object;
  size_t index = 0;
  for (; sg && index < first + count; sg = sg_next(sg), ++index) {
    struct dmasan_sg_entry *entry;
    uintptr_t memory;
    if (index < first)
      continue;
    entry = &out[index - first];
    memory = dmasan_port_page_address(sg_page(sg));
    entry->cpu = memory ? (void *)(memory + sg->offset) : NULL;
    entry->length = sg->length;
    entry->dma = sg_dma_address(sg);
    entry->dma_length = sg_dma_len(sg);
  }
  return index;
}
