/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Frame of an end-to-end case: a device with a 64-bit mask, the case's
 * driver(), the device's end. driver() returns 0, or the number of the check
 * that failed. CASE_CONFIG: the device's configuration; CASE_NO_MASK: the
 * driver sets the mask itself, or forgets to. show() keeps bytes for the golden
 * files.
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
#include <stdio.h>
#include <stdlib.h>

#ifndef CASE_CONFIG
#define CASE_CONFIG {0}
#endif

/* Leaves driver() with a number of its own when what should be is not. The text
 * is for a wrong version, whose exit status its findings decide. */
#define CHECK(number, condition)                                               \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "case: check %d failed\n", number);                      \
      return number;                                                           \
    }                                                                          \
  } while (0)

/* What somebody sees, for the golden file of the kind: the same call in the
 * wrong and in the right version, bytes that differ in one line at least. It is
 * no access of the program's: the CPU's copy is taken as it is. */
static __attribute__((__noinline__, __unused__,
                      __disable_sanitizer_instrumentation__)) void
show(const char *what, const volatile void *at, size_t size) {
  const char *path = getenv("CASE_BYTES");
  FILE *file = path ? fopen(path, "a") : NULL;

  if (!file)
    return;
  fprintf(file, "%s:", what);
  for (size_t i = 0; i < size; ++i)
    fprintf(file, " %02x", ((const volatile unsigned char *)at)[i]);
  fputc('\n', file);
  fclose(file);
}

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
