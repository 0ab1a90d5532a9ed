/* SPDX-License-Identifier: GPL-2.0
 *
 * The kernel's twin of tests/e2e/support/case.h: frame of a case that is a
 * module. Loading it runs the case's driver() on a device of its own and prints
 * what it returned: 0, or the number of the check that failed.
 */
#ifndef CASE_H
#define CASE_H

#include <dmasan/sim.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/scatterlist.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#ifndef CASE_CONFIG
#define CASE_CONFIG {0}
#endif

/* Leaves driver() with a number of its own when what should be is not. */
#define CHECK(number, condition)                                               \
  do {                                                                         \
    if (!(condition))                                                          \
      return number;                                                           \
  } while (0)

static __attribute__((__noinline__)) int driver(struct device *dev);

static int run_case(void) {
  struct dmasan_sim_config config = CASE_CONFIG;
  struct device *dev = dmasan_sim_device_create("dev", &config);
  int result;

  CHECK(100, dev);
#ifndef CASE_NO_MASK
  CHECK(101, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)) == 0);
#endif
  result = driver(dev);
  dmasan_sim_device_destroy(dev);
  return result;
}

static int __init load_case(void) {
  pr_info("corpus: %s returned %d\n", KBUILD_MODNAME, run_case());
  return 0;
}
static void __exit unload_case(void) {}

module_init(load_case);
module_exit(unload_case);
MODULE_DESCRIPTION("A real bug, or its fix");
MODULE_LICENSE("GPL");

#endif
