// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C05-12, Linux ath10k, commit 6ba8b3b6bd77
// ath10k (Linux 6ba8b3b6bd77): a management frame is mapped to be sent, and
// unmapped as received when the firmware restarts.
// EXPECT: unmap-direction-mismatch in cleanup_frame at 0

#include "case.h"

static __attribute__((__noinline__)) void cleanup_frame(struct device *dev,
                                                        dma_addr_t dma) {
#ifdef GOOD
  dma_unmap_single(dev, dma, 128, DMA_TO_DEVICE);
#else
  dma_unmap_single(dev, dma, 128, DMA_FROM_DEVICE);
#endif
}

static int driver(struct device *dev) {
  char *frame = (char *)kzalloc(128, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, frame, 128, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  cleanup_frame(dev, dma);
  kfree(frame);
  return 0;
}
