// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A sync is given another direction than its mapping, and invalidates
// nothing. On a bidirectional mapping every direction is fine.
// EXPECT: sync-direction-mismatch in driver at 0
// RUN: %run_case %s

#include "case.h"

#ifdef GOOD
#define CASE_DIRECTION DMA_BIDIRECTIONAL
#define CASE_SYNC DMA_FROM_DEVICE
#else
#define CASE_DIRECTION DMA_FROM_DEVICE
#define CASE_SYNC DMA_TO_DEVICE
#endif

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, CASE_DIRECTION);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "data", 4) == 0);
  dma_sync_single_for_cpu(dev, dma, 256, CASE_SYNC);
  show("the CPU reads buf[0] to buf[3]", buf, 4);
  dma_unmap_single(dev, dma, 256, CASE_DIRECTION);
  kfree(buf);
  return 0;
}
