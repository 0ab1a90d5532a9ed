// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A device model writes through a pointer, past the end and before the
// beginning of its buffer. The guard bytes tell at the next hand-over, the
// memory beside the buffer stays whole.
// EXPECT: device-out-of-bounds in rest at 256
// EXPECT: device-out-of-bounds in finish at 0
// OPTIONS: sim_guard=1
// RUN: %run_case %s

#include "case.h"

static __attribute__((__noinline__)) void model(volatile char *window, int from,
                                                int to) {
  for (int i = from; i < to; ++i)
    window[i] = 7;
}

static __attribute__((__noinline__)) void rest(struct device *dev,
                                               dma_addr_t dma) {
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
}
static __attribute__((__noinline__)) void finish(struct device *dev,
                                                 dma_addr_t dma) {
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
}

static int driver(struct device *dev) {
#ifdef GOOD
  enum { kOver = 0 };
#else
  enum { kOver = 4 };
#endif
  size_t size = 0;
  char *page = (char *)kzalloc(4096, GFP_KERNEL), *buf = page + 1024;
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);
  char *window;

  CHECK(2, !dma_mapping_error(dev, dma));
  window = (char *)dmasan_sim_dma_window(dev, dma, &size);
  CHECK(3, window);
  model(window, 0, 256 + kOver);
  rest(dev, dma);
  CHECK(4, buf[255] == 7 && buf[256] == 0);
  dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
  model(window, -kOver, 256);
  finish(dev, dma);
  CHECK(5, buf[0] == 7 && buf[-1] == 0);
  kfree(page);
  return 0;
}
