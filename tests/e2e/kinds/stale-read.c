// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Unmapped with SKIP_CPU_SYNC and read without a sync before: stale
// lines.
// EXPECT: stale-read in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  volatile char *seen = buf;

  CHECK(3, dmasan_sim_dma_write(dev, dma, "data", 4) == 0);
#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
#endif
  dma_unmap_single_attrs(dev, dma, 256, DMA_FROM_DEVICE,
                         DMA_ATTR_SKIP_CPU_SYNC);
#ifdef GOOD
  CHECK(4, seen[0] == 'd');
#else
  CHECK(5, seen[0] == 0);
#endif
  show("the CPU reads buf[0] to buf[3]", seen, 4);
  kfree(buf);
  return 0;
}
