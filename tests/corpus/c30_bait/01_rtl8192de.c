// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C30-01, Linux rtlwifi, <20201119015205.12162-1-baijiaju1990@gmail.com>
// rtlwifi (Linux): the CPU reads a frame that is mapped to be sent.

#include "case.h"

static __attribute__((__noinline__)) int frame_control(const char *frame) {
  return frame[0];
}

static int driver(struct device *dev) {
  char *frame = (char *)kzalloc(128, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, frame, 128, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, frame_control(frame) == 0);
  dma_unmap_single(dev, dma, 128, DMA_TO_DEVICE);
  kfree(frame);
  return 0;
}
