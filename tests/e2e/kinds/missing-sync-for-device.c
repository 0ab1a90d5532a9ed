// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: The CPU writes its range and never hands it back: the device reads
// old bytes.
// EXPECT: missing-sync-for-device in driver at 8
// RUN: %run_case %s -O0 -O1 -O2 -Os

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  char seen;

  dma_sync_single_for_cpu(dev, dma, 256, DMA_TO_DEVICE);
  buf[8] = 'x';
#ifdef GOOD
  dma_sync_single_for_device(dev, dma, 256, DMA_TO_DEVICE);
#endif
  CHECK(3, dmasan_sim_dma_read(dev, dma + 8, &seen, 1) == 0);
#ifdef GOOD
  CHECK(4, seen == 'x');
#else
  CHECK(5, seen == 0);
#endif
  show("the device reads buf[8]", &seen, 1);
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  kfree(buf);
  return 0;
}
