// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A load from a buffer that the device is writing: the CPU sees old
// lines.
// EXPECT: cpu-read-device-owned in driver at 72
// RUN: %run_case %s -O0 -O1 -O2 -Os "-O1 -fsanitize=address,undefined"

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  volatile char *seen = buf;

  CHECK(3, dmasan_sim_dma_write(dev, dma + 72, "d", 1) == 0);
#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
  CHECK(4, seen[72] == 'd');
#else
  CHECK(5, seen[72] == 0);
#endif
  show("the CPU reads buf[72]", &seen[72], 1);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buf);
  return 0;
}
