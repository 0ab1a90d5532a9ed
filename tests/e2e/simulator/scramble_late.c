// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Without an IOMMU memory stays within reach after unmap; with
// sim_scramble a device that comes late reads garbage, and the CPU's copy is
// whole.
// EXPECT: device-use-after-unmap in driver at 0
// OPTIONS: sim_scramble=1
// RUN: %run_case %s

#define CASE_CONFIG {.passthrough = 1}

#include "case.h"
#include <dmasan/interface.h>

static int driver(struct device *dev) {
  char seen[16] = {0};
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_read(dev, dma, seen, 16) == 0 && seen[3] == 0);
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
#ifndef GOOD
  CHECK(4, dmasan_sim_dma_read(dev, dma, seen, 16) != 0);
  dmasan_ignore_begin();
  CHECK(5, dmasan_sim_dma_read(dev, virt_to_phys(buf), seen, 16) == 0);
  dmasan_ignore_end();
  CHECK(6, seen[3] != 0 || seen[4] != 0 || seen[5] != 0);
#endif
  CHECK(7, buf[3] == 0);
  dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);
  CHECK(8, !dma_mapping_error(dev, dma));
  CHECK(9, dmasan_sim_dma_read(dev, dma, seen, 16) == 0 && seen[3] == 0);
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  kfree(buf);
  return 0;
}
