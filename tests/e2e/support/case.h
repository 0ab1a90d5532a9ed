/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Frame of an end-to-end case: a device with a 64-bit mask, the case's
 * driver(), the device's end. driver() returns 0, or the number of the check
 * that failed. CASE_CONFIG: the device's configuration; CASE_NO_MASK: the
 * driver sets the mask itself, or forgets to.
 */
#ifndef CASE_H
#define CASE_H

#include <dmasan/sim.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/highmem.h>
#include <linux/io.h>
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

int main(void) {
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

#endif
