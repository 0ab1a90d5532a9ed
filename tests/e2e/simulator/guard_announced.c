// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: An overrun that was reported when it happened is not reported again
// by the guard bytes.
// EXPECT: device-out-of-bounds in driver at 256
// OPTIONS: sim_guard=1
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char packet[260] = {0};
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);
#ifdef GOOD
  enum { kSize = 256 };
#else
  enum { kSize = 260 };
#endif

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, packet, kSize) == 0);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buf);
  return 0;
}
