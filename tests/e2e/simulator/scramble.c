// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: With sim_scramble a read of a buffer that the device still has gets
// garbage, not what happened to be there; what is handed over is whole.
// EXPECT: cpu-read-device-owned in peek at 0
// OPTIONS: sim_scramble=1
// RUN: %run_case %s

#include "case.h"

static __attribute__((__noinline__)) int peek(const volatile char *buf) {
  int sum = 0;

  for (int i = 0; i < 16; ++i)
    sum += buf[i] == 5;
  return sum;
}

static int driver(struct device *dev) {
  char *buf = (char *)kmalloc(256, GFP_KERNEL);
  dma_addr_t dma;

  memset(buf, 5, 256);
  dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);
  CHECK(2, !dma_mapping_error(dev, dma));
#ifndef GOOD
  CHECK(3, peek(buf) < 8);
#endif
  CHECK(4, dmasan_sim_dma_write(dev, dma + 16, "new", 3) == 0);
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
  CHECK(5, peek(buf) == 16 && !memcmp(buf + 16, "new", 3) && buf[255] == 5);
  dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  CHECK(6, peek(buf) == 16 && !memcmp(buf + 16, "new", 3) && buf[255] == 5);
  kfree(buf);
  return 0;
}
