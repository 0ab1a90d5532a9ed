// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: An address where there is no memory: a finding; the device's access
// faults, and nothing crashes.
// EXPECT: map-invalid in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
#ifdef GOOD
  void *buf = kzalloc(64, GFP_KERNEL);
#else
  void *buf = (void *)0x123000;
#endif
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_BIDIRECTIONAL);
  int error;

  CHECK(2, !dma_mapping_error(dev, dma));
  error = dmasan_sim_dma_write(dev, dma, "data", 4);
  dma_unmap_single(dev, dma, 64, DMA_BIDIRECTIONAL);
#ifdef GOOD
  CHECK(3, error == 0);
  kfree(buf);
#else
  CHECK(4, error == -EFAULT);
#endif
  return 0;
}
