// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C01-08, barebox mci, commit 4b8a90c60e2e
// stm32_sdmmc2 (barebox 4b8a90c60e2e): the card reader's own DMA gets the
// buffer's address; a sync stands where the map belongs, another at the end.
// EXPECT: sync-not-mapped in read_block at 0
// EXPECT: sync-not-mapped in read_block at 0

#include "case.h"

static __attribute__((__noinline__)) int read_block(struct device *dev,
                                                    char *block) {
#ifdef GOOD
  dma_addr_t idmabase = dma_map_single(dev, block, 512, DMA_FROM_DEVICE);

  CHECK(3, !dma_mapping_error(dev, idmabase));
  dma_unmap_single(dev, idmabase, 512, DMA_FROM_DEVICE);
#else
  dma_addr_t idmabase = (u32)(unsigned long)block;

  dma_sync_single_for_device(dev, idmabase, 512, DMA_FROM_DEVICE);
  dma_sync_single_for_cpu(dev, idmabase, 512, DMA_FROM_DEVICE);
#endif
  return 0;
}

static int driver(struct device *dev) {
  char *block = (char *)kzalloc(512, GFP_KERNEL);
  int error = read_block(dev, block);

  kfree(block);
  return error;
}
