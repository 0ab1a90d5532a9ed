// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C02-01, Linux fnic, <20250618065715.14740-2-fourier.thomas@gmail.com>
// fnic (Linux): a frame's mapping is posted to the hardware queue and never
// tested.
// EXPECT: mapping-error-unchecked in frame_done at 0

#include "case.h"

static __attribute__((__noinline__)) dma_addr_t send_frame(struct device *dev,
                                                           char *frame) {
  dma_addr_t pa = dma_map_single(dev, frame, 128, DMA_TO_DEVICE);

#ifdef GOOD
  if (dma_mapping_error(dev, pa))
    return 0;
#endif
  return pa;
}

static __attribute__((__noinline__)) void frame_done(struct device *dev,
                                                     dma_addr_t pa) {
  dma_unmap_single(dev, pa, 128, DMA_TO_DEVICE);
}

static int driver(struct device *dev) {
  char *frame = (char *)kzalloc(128, GFP_KERNEL);
  dma_addr_t pa = send_frame(dev, frame);

  CHECK(2, pa);
  frame_done(dev, pa);
  kfree(frame);
  return 0;
}
