// SPDX-License-Identifier: GPL-2.0
//
// Ends of devices, drivers and systems: at each somebody must have unmapped. A
// driver lets go of its device, a device is given back, a module is unloaded,
// the system restarts.
//
// Context: all of these may sleep.

#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "runtime/port/linux/glue.h"

int (*dmasan_original_devres_release_all)(struct device *dev);
void (*dmasan_original_device_shutdown)(void);

static void let_go(struct device *dev, unsigned long site) {
  struct dmasan_call call = {.event = DMASAN_EVENT_DEVICE_REMOVE,
                             .device = dev,
                             .function = "devres_release_all"};
  dmasan_event(&call, site);
  if (dev->dma_mask)
    dmasan_device_released(dev);
}

/* A virtio driver maps for the device that carries its own, which does nothing
 * else. */
static struct device *carrier(struct device *dev) {
  const char *name;
  if (!dev->bus || strcmp(dev->bus->name, "virtio") || !dev->parent ||
      !dev->parent->driver)
    return NULL;
  name = dev->parent->driver->name;
  return strcmp(name, "virtio-pci") && strcmp(name, "virtio-mmio")
             ? NULL
             : dev->parent;
}

/* The driver's remove() and everything managed are done here: what is still
 * mapped is a leak. Runs after a failed probe, too, and for a device that
 * nobody has any more; not only then for one without a driver. */
noinline int dmasan_watch_devres_release_all(struct device *dev) {
  unsigned long site = (unsigned long)__builtin_return_address(0);
  int result;
  dmasan_hook_enter();
  result = dmasan_original_devres_release_all(dev);
  if (dev->driver || !kref_read(&dev->kobj.kref))
    let_go(dev, site);
  if (dev->driver && carrier(dev))
    let_go(carrier(dev), site);
  dmasan_hook_leave();
  return result;
}

static int stops_parent(struct device *dev, void *data) {
  return dev->driver &&
         ((dev->bus && dev->bus->shutdown) || dev->driver->shutdown);
}

static void judge_shutdown(struct device *dev) {
  struct dmasan_call call = {.event = DMASAN_EVENT_DEVICE_SHUTDOWN,
                             .device = dev,
                             .flags = DMASAN_CALL_DEVICE_RUNS,
                             .function = "device_shutdown"};
  if (!device_for_each_child(dev, NULL, stops_parent))
    dmasan_event(&call, (unsigned long)__builtin_return_address(0));
}

/* Before a kexec the bus takes the right to master from every device, and the
 * next kernel gives it back before it knows what the device was doing. */
static int judge_pci(struct device *dev, void *data) {
  const bool *kexec = data;
  struct pci_dev *pci = to_pci_dev(dev);
  u16 command = 0;
  if (!dev->driver || to_pci_driver(dev->driver)->shutdown)
    return 0;
  pci_read_config_word(pci, PCI_COMMAND, &command);
  if (command & PCI_COMMAND_MASTER || (kexec && *kexec))
    judge_shutdown(dev);
  return 0;
}

static int judge_platform(struct device *dev, void *data) {
  if (dev->driver && !to_platform_driver(dev->driver)->shutdown &&
      !dev->driver->shutdown)
    judge_shutdown(dev);
  return 0;
}

/* Nothing follows a machine that is switched off. Whether a shutdown function
 * did its work cannot be seen; that there is none can. */
noinline void dmasan_watch_device_shutdown(void) {
  dmasan_hook_enter();
  dmasan_original_device_shutdown();
  if (system_state == SYSTEM_RESTART) {
    bus_for_each_dev(&pci_bus_type, NULL,
                     (void *)dmasan_symbol("kexec_in_progress"), judge_pci);
    bus_for_each_dev(&platform_bus_type, NULL, NULL, judge_platform);
    dmasan_reports_flush();
  }
  dmasan_hook_leave();
}

static bool builds_upon(const struct module *module, unsigned long address) {
  const struct module_use *use;
  list_for_each_entry(
      use, &module->target_list,
      target_list) if (within_module(address, use->target)) return true;
  return false;
}

/* The call was made by the module itself, or by modules that it builds upon on
 * its behalf. A device without a driver is judged when it goes itself: somebody
 * else may have the mapping. */
static int made_by(const void *device, const uintptr_t *frames, size_t count,
                   void *context) {
  const struct device *dev = device;
  const struct module *module = context;
  size_t at;
  if (!dev || !dev->driver)
    return 0;
  for (at = 0; at < count; ++at) {
    if (within_module(frames[at], module))
      return 1;
    if (!builds_upon(module, frames[at]))
      return 0;
  }
  return 0;
}

void dmasan_module_gone(struct module *module) {
  int begun = dmasan_event_begin();
  if (begun < 0)
    return;
  dmasan_check_leaks_of(made_by, module);
  dmasan_event_end(begun);
}
