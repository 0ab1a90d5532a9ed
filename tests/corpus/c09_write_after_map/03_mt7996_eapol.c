// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C09-03, Linux mt7996, <20250909-mt7996-mlo-eapol-missing-dma-sync-v1-1-623924fdb875@kernel.org>
// mt7996 (Linux): the core has mapped the frame when the driver copies new
// addresses into its header.
// EXPECT: cpu-write-device-owned in tx_prepare at 4

#include "case.h"

static __attribute__((__noinline__)) void
tx_prepare(struct device *dev, dma_addr_t dma, char *header) {
#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 256, DMA_TO_DEVICE);
#endif
  memcpy(header + 4, "\1\2\3\4\5\6", 6);
#ifdef GOOD
  dma_sync_single_for_device(dev, dma, 256, DMA_TO_DEVICE);
#endif
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  tx_prepare(dev, dma, buffer);
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  kfree(buffer);
  return 0;
}
