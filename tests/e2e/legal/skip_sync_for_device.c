// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: No sync_for_device between two sync_for_cpu when the CPU only read,
// and the device went on writing.
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  volatile char *seen = buf;

  for (int round = 0; round < 2; round++) {
    CHECK(3, dmasan_sim_dma_write(dev, dma, round ? "b" : "a", 1) == 0);
    dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
    CHECK(4, seen[0] == (round ? 'b' : 'a'));
  }
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buf);
  return 0;
}
