// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a busy path syncs for a device that snoops the caches; the right
// version asks once whether it has to.
// EXPECT: sync-coherent-device in receive at 0
// EXPECT: sync-coherent-device in receive at 0
// OPTIONS: report_from=performance:needless_sync_count=32
// RUN: %run_case %s -O0 -O2

#define CASE_CONFIG                                                            \
  { .coherent = 1, .declared_coherent = 1 }
#include "case.h"

static __attribute__((__noinline__)) void
receive(struct device *dev, dma_addr_t dma, bool need_sync) {
  if (!need_sync)
    return;
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
  dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);
#ifdef GOOD
  bool need_sync = dma_need_sync(dev, dma);
#else
  bool need_sync = true;
#endif

  CHECK(2, !dma_mapping_error(dev, dma));
  for (int i = 0; i < 40; i++)
    receive(dev, dma, need_sync);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
