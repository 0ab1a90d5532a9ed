// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: many syncs for a coherent device are needed when its buffers bounce,
// and few are no cost.
// OPTIONS: report_from=performance:needless_sync_count=32:sim_bounce=1
// RUN: %run_case %s

#define CASE_CONFIG                                                            \
  { .coherent = 1, .declared_coherent = 1 }
#include "case.h"

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  for (int i = 0; i < 40; i++) {
    dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
    dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
  }
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
