// SPDX-License-Identifier: GPL-2.0
//
// Right and wrong uses of the DMA API, one function each (cases.def), and what
// DMASan has to say of them, as KTAP in the kernel's log. Those that the glob
// `cases` matches run when the module is loaded, and each when its name is
// written to parameter `run`. Without dmasan.ko they run, and nothing is said.
//
// No case moves data, so none can hurt the machine.

#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "cases.h"
#include "listener.h"

struct device *dev, *other_dev;
char *buffer;

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

enum seen { Always, Compiled };
static const struct misuse {
  const char *name;
  void (*run)(void);
  enum seen seen;
  const char *kind;
} all[] = {
#define MISUSE_CASE(Name, Seen, Kind) {#Name, case_##Name, Seen, Kind},
#include "cases.def"
};
static const struct misuse helpers[] = {
    {"hold", case_hold}, {"release", case_release}, {"try", case_try}};

static int run(const char *name, const struct kernel_param *param) {
  size_t index;
  if (!dev)
    return -EINVAL;
  for (index = 0; index < ARRAY_SIZE(all); ++index)
    if (sysfs_streq(name, all[index].name))
      return all[index].run(), 0;
  for (index = 0; index < ARRAY_SIZE(helpers); ++index)
    if (sysfs_streq(name, helpers[index].name))
      return helpers[index].run(), 0;
  return -EINVAL;
}

static const struct kernel_param_ops run_ops = {.set = run};
module_param_cb(run, &run_ops, NULL, 0200);

static char *cases = "*";
module_param(cases, charp, 0400);

static bool is_compiled(void) {
#ifdef __SANITIZE_DMA__
  return true;
#else
  return false;
#endif
}

/* Runs one case; false when what was said of it is not what it deserves. */
static bool judge(size_t number, const struct misuse *misuse) {
  const char *kind = misuse->kind;
  bool skipped =
      misuse->seen == Compiled && !is_compiled() && strcmp(kind, "none");
  const char *found;
  dmasan_listener_begin();
  misuse->run();
  found = dmasan_listener_heard();
  if (skipped)
    kind = "none";
  if (!strcmp(found, kind)) {
    pr_info("ok %zu %s%s\n", number, misuse->name,
            skipped ? " # SKIP not built by dmasan-clang" : "");
    return true;
  }
  pr_info("# expected %s, found %s\n", kind, found);
  pr_info("not ok %zu %s\n", number, misuse->name);
  return false;
}

static void test(void) {
  size_t index, count = 0, number = 0, failed = 0;
  for (index = 0; index < ARRAY_SIZE(all); ++index)
    count += glob_match(cases, all[index].name);
  if (!dmasan_listener_ready()) {
    pr_info("KTAP version 1\n1..0 # SKIP dmasan.ko is not loaded\n");
    for (index = 0; index < ARRAY_SIZE(all); ++index)
      if (glob_match(cases, all[index].name))
        all[index].run();
    return;
  }
  pr_info("KTAP version 1\n");
  pr_info("1..%zu\n", count);
  for (index = 0; index < ARRAY_SIZE(all); ++index)
    if (glob_match(cases, all[index].name))
      failed += !judge(++number, &all[index]);
  pr_info("# %zu passed, %zu failed\n", count - failed, failed);
}

static struct device *make_device(const char *name) {
  struct platform_device_info info = {
      .name = name, .id = PLATFORM_DEVID_NONE, .dma_mask = DMA_BIT_MASK(64)};
  struct platform_device *device = platform_device_register_full(&info);
  return IS_ERR(device) ? NULL : &device->dev;
}

static void unload(void) {
  dmasan_listener_stop();
  if (dev)
    platform_device_unregister(to_platform_device(dev));
  if (other_dev)
    platform_device_unregister(to_platform_device(other_dev));
  kfree(buffer);
}

static int __init load(void) {
  buffer = kmalloc(kSize, GFP_KERNEL);
  other_dev = make_device("misuse_other");
  dev = make_device("misuse");
  if (!buffer || !other_dev || !dev) {
    unload();
    return -ENOMEM;
  }
  dmasan_listener_start();
  test();
  return 0;
}

module_init(load);
module_exit(unload);
MODULE_DESCRIPTION("Right and wrong uses of the DMA API");
MODULE_LICENSE("GPL");
