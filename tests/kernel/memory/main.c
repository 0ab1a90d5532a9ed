// SPDX-License-Identifier: GPL-2.0
//
// Kinds of memory and what drivers do with them, one function each (cases.def).
// All run when the module is loaded, by the process that loads it: some need
// its address space. No case moves data, so none can hurt the machine.

#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/sched.h>

#include "cases.h"

struct device *dev, *other_dev;

static struct device *make_device(const char *name) {
  struct platform_device_info info = {
      .name = name, .id = PLATFORM_DEVID_NONE, .dma_mask = DMA_BIT_MASK(64)};
  struct platform_device *device = platform_device_register_full(&info);
  return IS_ERR(device) ? NULL : &device->dev;
}

static void unload(void) {
  if (dev)
    platform_device_unregister(to_platform_device(dev));
  if (other_dev)
    platform_device_unregister(to_platform_device(other_dev));
}

static int __init load(void) {
  dev = make_device("memory");
  other_dev = make_device("memory_other");
  if (!dev || !other_dev) {
    unload();
    return -ENOMEM;
  }
  /* Lists of the CPU's own keep pages of a process alive a little longer; it
   * empties them before it frees, but nobody else's. */
  set_cpus_allowed_ptr(current, cpumask_of(raw_smp_processor_id()));
#define MEMORY_CASE(Name, Seen, Kind) case_##Name();
#include "cases.def"
  return 0;
}

module_init(load);
module_exit(unload);
MODULE_DESCRIPTION("Kinds of memory in right and wrong uses of the DMA API");
MODULE_LICENSE("GPL");
