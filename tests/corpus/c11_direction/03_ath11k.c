// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C11-03, Linux ath11k, <1606156046-24764-1-git-send-email-kvalo@codeaurora.org>
// ath11k (Linux): a status buffer that the radio writes is synced with another
// direction.
// EXPECT: sync-direction-mismatch in parse_status at 0

#include "case.h"

static __attribute__((__noinline__)) int
parse_status(struct device *dev, dma_addr_t dma, const volatile char *status) {
#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
#else
  dma_sync_single_for_cpu(dev, dma, 256, DMA_TO_DEVICE);
#endif
  return status[0];
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "tlv", 3) == 0);
  parse_status(dev, dma, buffer);
  dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
