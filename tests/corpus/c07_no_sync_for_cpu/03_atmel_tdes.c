// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C07-03, Linux atmel-tdes, <20260307153109.321147-2-thorsten.blum@linux.dev>
// atmel-tdes (Linux): the engine is done, and the driver syncs for the device
// where it means the CPU.
// EXPECT: cpu-read-device-owned in copy_out at 0

#include "case.h"

char result[64];

static __attribute__((__noinline__)) void
copy_out(struct device *dev, dma_addr_t dma, const char *buffer) {
#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 128, DMA_FROM_DEVICE);
#else
  dma_sync_single_for_device(dev, dma, 128, DMA_FROM_DEVICE);
#endif
  memcpy(result, buffer, 64);
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(128, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 128, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "cipher", 6) == 0);
  copy_out(dev, dma, buffer);
  dma_sync_single_for_device(dev, dma, 128, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 128, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
