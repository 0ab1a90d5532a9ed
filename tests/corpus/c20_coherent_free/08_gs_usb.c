// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C20-08, Linux gs_usb, <20220610213335.3077375-3-rhett.aultman@samsara.com>
// gs_usb (Linux): transfer buffers are known to their requests only, and
// killing those does not free them.
// EXPECT: mapping-leak in open_channel at 0

#include "case.h"

static __attribute__((__noinline__)) char *open_channel(struct device *dev,
                                                        dma_addr_t *dma) {
  return (char *)dma_alloc_coherent(dev, 512, dma, GFP_KERNEL);
}

static __attribute__((__noinline__)) void
close_channel(struct device *dev, char *buffer, dma_addr_t dma) {
#ifdef GOOD
  dma_free_coherent(dev, 512, buffer, dma);
#endif
}

static int driver(struct device *dev) {
  dma_addr_t dma;
  char *buffer = open_channel(dev, &dma);

  CHECK(2, buffer);
  close_channel(dev, buffer, dma);
  return 0;
}
