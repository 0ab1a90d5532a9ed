// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: DMA'ing a lot or lots of DMA: a microcontroller's CAN messages of 16
// bytes, each mapped by itself. The fixed driver gathers them and maps once.
// EXPECT: small-mapping in send_messages at 0
// OPTIONS: report_from=performance:small_mapping_count=64
// RUN: %run_case %s

#include "case.h"

static __attribute__((__noinline__)) int send_messages(struct device *dev,
                                                       char *messages) {
#ifdef GOOD
  dma_addr_t dma = dma_map_single(dev, messages, 64 * 64, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, 64 * 64, DMA_TO_DEVICE);
#else
  for (int i = 0; i < 64; i++) {
    dma_addr_t dma = dma_map_single(dev, messages + 64 * i, 16, DMA_TO_DEVICE);

    CHECK(3, !dma_mapping_error(dev, dma));
    dma_unmap_single(dev, dma, 16, DMA_TO_DEVICE);
  }
#endif
  return 0;
}

static int driver(struct device *dev) {
  char *messages = (char *)kzalloc(64 * 64, GFP_KERNEL);
  int error = send_messages(dev, messages);

  kfree(messages);
  return error;
}
