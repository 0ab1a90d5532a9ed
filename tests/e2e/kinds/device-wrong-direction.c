// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: The device writes into what was mapped for it to read: the CPU keeps
// its old lines.
// EXPECT: device-wrong-direction in driver at 4
// RUN: %run_case %s

#include "case.h"

#ifdef GOOD
#define CASE_DIRECTION DMA_FROM_DEVICE
#else
#define CASE_DIRECTION DMA_TO_DEVICE
#endif

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, CASE_DIRECTION);

  CHECK(2, !dma_mapping_error(dev, dma));

  CHECK(3, dmasan_sim_dma_write(dev, dma + 4, "x", 1) == 0);
  dma_unmap_single(dev, dma, 256, CASE_DIRECTION);
  show("the CPU reads buf[4]", &buf[4], 1);
  kfree(buf);
  return 0;
}
