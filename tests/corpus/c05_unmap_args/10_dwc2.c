// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C05-10, barebox dwc2, commit 28ea1458fc70
// dwc2 (barebox 28ea1458fc70): what was not transferred is taken off the
// length before the unmap.
// EXPECT: unmap-size-mismatch in transfer_done at 0

#include "case.h"

static __attribute__((__noinline__)) void transfer_done(struct device *dev,
                                                        dma_addr_t dma,
                                                        size_t length,
                                                        size_t residue) {
#ifndef GOOD
  length -= residue;
#endif
  dma_unmap_single(dev, dma, length, DMA_FROM_DEVICE);
}

static int driver(struct device *dev) {
  char *data = (char *)kzalloc(512, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, data, 512, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  transfer_done(dev, dma, 512, 64);
  kfree(data);
  return 0;
}
