// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A device model that writes through a pointer: the canary tells what
// it left out, but for a few doubtful bytes.
// EXPECT: device-short-write in read_at at 40
// OPTIONS: sim_canary=1
// RUN: %run_case %s

#include "case.h"

static __attribute__((__noinline__)) int read_at(const volatile char *buf,
                                                 int at) {
  return buf[at];
}

static __attribute__((__noinline__)) void model(volatile char *window) {
  for (int i = 0; i < 32; ++i)
    window[i] = 7;
}

static int driver(struct device *dev) {
  size_t size = 0;
  char *window, *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  window = (char *)dmasan_sim_dma_window(dev, dma, &size);
  CHECK(3, window && window != buf && size >= 256);
  model(window);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  CHECK(4, read_at(buf, 31) == 7);
#ifndef GOOD
  read_at(buf, 40);
#endif
  kfree(buf);
  return 0;
}
