// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C11-02, Linux eip93, <20260330091817.25797-2-fourier.thomas@gmail.com>
// eip93 (Linux): a record that the engine reads is unmapped as if it had been
// written.
// EXPECT: unmap-direction-mismatch in handle_result at 0

#include "case.h"

static __attribute__((__noinline__)) void handle_result(struct device *dev,
                                                        dma_addr_t state) {
#ifdef GOOD
  dma_unmap_single(dev, state, 128, DMA_TO_DEVICE);
#else
  dma_unmap_single(dev, state, 128, DMA_FROM_DEVICE);
#endif
}

static int driver(struct device *dev) {
  char *state = (char *)kzalloc(128, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, state, 128, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  handle_result(dev, dma);
  kfree(state);
  return 0;
}
