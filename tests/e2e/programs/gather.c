// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a loop that the compiler turns into gathers, where the machine has
// them, is checked lane by lane.
// EXPECT: cpu-read-device-owned in gather at 12
// RUN: %run_case %s -O0 -O2 "-O3 -march=native"

#include "case.h"

static __attribute__((__noinline__)) void
gather(int *restrict to, const int *from, const int *index) {
  for (int i = 0; i < 64; ++i)
    to[i] = from[index[i]];
}

static int driver(struct device *dev) {
  int *from = (int *)kzalloc(1024, GFP_KERNEL);
  int *index = (int *)kzalloc(256, GFP_KERNEL);
  int *to = (int *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, from + 128, 64, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  for (int i = 0; i < 64; ++i)
    index[i] = 2 * i;
#ifndef GOOD
  index[40] = 131;
#endif
  gather(to, from, index);
  dma_unmap_single(dev, dma, 64, DMA_FROM_DEVICE);
  kfree(from);
  kfree(index);
  kfree(to);
  return 0;
}
