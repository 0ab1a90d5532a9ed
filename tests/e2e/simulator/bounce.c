// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Bounced, a coherent device sees only what a hand-over copied: a
// missing sync shows in the data, not only in the report.
// EXPECT: missing-sync-for-device in driver at 0
// OPTIONS: sim_bounce=1
// RUN: %run_case %s

#define CASE_CONFIG {.coherent = 1, .declared_coherent = 1}

#include "case.h"

static int driver(struct device *dev) {
  char seen = 0;
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_BIDIRECTIONAL);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dma_need_sync(dev, dma));
  CHECK(4, dma_max_mapping_size(dev) == 256 * 1024);
  dma_sync_single_for_cpu(dev, dma, 256, DMA_BIDIRECTIONAL);
  buf[0] = 7;
#ifdef GOOD
  dma_sync_single_for_device(dev, dma, 256, DMA_BIDIRECTIONAL);
  CHECK(5, dmasan_sim_dma_read(dev, dma, &seen, 1) == 0 && seen == 7);
#else
  CHECK(6, dmasan_sim_dma_read(dev, dma, &seen, 1) == 0 && seen == 0);
#endif
  CHECK(7, dmasan_sim_dma_write(dev, dma + 9, "x", 1) == 0);
  dma_unmap_single(dev, dma, 256, DMA_BIDIRECTIONAL);
  CHECK(8, buf[9] == 'x');
  kfree(buf);
  return 0;
}
