// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: The cache clash: the pages of a vmalloc buffer are mapped one by one,
// which is right, but its own lines are in the cache under the vmalloc address.
// Without flush and invalidate the device reads old bytes and the CPU never
// sees new ones.
// EXPECT: alias-not-flushed in log_write at 16
// EXPECT: alias-not-flushed in log_read at 32
// RUN: %run_case %s -O0 -O2

#include "case.h"

static __attribute__((__noinline__)) int log_write(struct device *dev,
                                                   char *log) {
  struct scatterlist sg;
  char seen[4] = {0};

  sg_init_table(&sg, 1);
  sg_set_page(&sg, vmalloc_to_page(log), PAGE_SIZE, 0);
  memcpy(log + 16, "log!", 4);
#ifdef GOOD
  flush_kernel_vmap_range(log, PAGE_SIZE);
#endif
  CHECK(3, dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE) == 1);
  CHECK(4, dmasan_sim_dma_read(dev, sg_dma_address(&sg) + 16, seen, 4) == 0);
  dma_unmap_sg(dev, &sg, 1, DMA_TO_DEVICE);
#ifdef GOOD
  CHECK(5, memcmp(seen, "log!", 4) == 0);
#else
  CHECK(6, memcmp(seen, "log!", 4) != 0);
#endif
  return 0;
}

static __attribute__((__noinline__)) int log_read(struct device *dev,
                                                  char *log) {
  struct scatterlist sg;

  sg_init_table(&sg, 1);
  sg_set_page(&sg, vmalloc_to_page(log), PAGE_SIZE, 0);
  CHECK(7, dma_map_sg(dev, &sg, 1, DMA_FROM_DEVICE) == 1);
  CHECK(8, dmasan_sim_dma_write(dev, sg_dma_address(&sg) + 32, "new!", 4) == 0);
  dma_unmap_sg(dev, &sg, 1, DMA_FROM_DEVICE);
#ifdef GOOD
  invalidate_kernel_vmap_range(log, PAGE_SIZE);
  CHECK(9, log[32] == 'n');
#else
  CHECK(10, log[32] != 'n');
#endif
  return 0;
}

static int driver(struct device *dev) {
  char *log = (char *)vzalloc(PAGE_SIZE);
  int error;

  CHECK(2, log);
  error = log_write(dev, log);
  if (!error)
    error = log_read(dev, log);
  vfree(log);
  return error;
}
