// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A store into a buffer that the device is reading: it sees the old
// bytes.
// EXPECT: cpu-write-device-owned in driver at 100
// RUN: %run_case %s -O0 -O1 -O2 -Os "-O1 -fsanitize=address,undefined"

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  char seen;

#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 256, DMA_TO_DEVICE);
  buf[100] = 'x';
  dma_sync_single_for_device(dev, dma, 256, DMA_TO_DEVICE);
  CHECK(3, dmasan_sim_dma_read(dev, dma + 100, &seen, 1) == 0 && seen == 'x');
#else
  buf[100] = 'x';
  CHECK(4, dmasan_sim_dma_read(dev, dma + 100, &seen, 1) == 0 && seen == 0);
#endif
  show("the device reads buf[100]", &seen, 1);
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  kfree(buf);
  return 0;
}
