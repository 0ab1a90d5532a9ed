// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: one buffer that is mapped anew for every transfer gets a note about
// its cost; one that stays mapped and is synced does not.
// EXPECT: mapping-churn in send at 0
// OPTIONS: report_from=performance
// RUN: %run_case %s -O0 -O2

#include "case.h"

static __attribute__((__noinline__)) int send(struct device *dev,
                                              char *buffer) {
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
#ifdef GOOD
  for (int i = 0; i < 600; i++) {
    dma_sync_single_for_cpu(dev, dma, 256, DMA_TO_DEVICE);
    buffer[0] = (char)i;
    dma_sync_single_for_device(dev, dma, 256, DMA_TO_DEVICE);
  }
#endif
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  int error = 0;
#ifdef GOOD
  int rounds = 1;
#else
  int rounds = 600;
#endif

  for (int i = 0; i < rounds && !error; i++)
    error = send(dev, buffer);
  kfree(buffer);
  return error;
}
