// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C07-10, NuttX stm32h7 sdmmc, pull request 19506
// stm32h7 sdmmc (NuttX): the buffer is invalidated before the transfer only;
// lines that were fetched meanwhile are old.
// EXPECT: cpu-read-device-owned in read_sector at 0

#include "case.h"

char sector[64];

static __attribute__((__noinline__)) void
read_sector(struct device *dev, dma_addr_t dma, const char *buffer) {
#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 512, DMA_FROM_DEVICE);
#endif
  memcpy(sector, buffer, sizeof(sector));
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(512, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 512, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "sector", 6) == 0);
  read_sector(dev, dma, buffer);
  dma_sync_single_for_device(dev, dma, 512, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 512, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
