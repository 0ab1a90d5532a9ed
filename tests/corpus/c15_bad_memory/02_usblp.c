// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C15-02, Linux usblp, <20210104145302.2087-1-johan@kernel.org>
// usblp (Linux): one byte on the stack is the buffer of a control request that
// reads.
// EXPECT: map-stack in control_in at 0
// KERNEL: unseen, a kernel with virtually mapped stacks refuses by itself

#include "case.h"

static __attribute__((__noinline__)) int control_in(struct device *dev,
                                                    char *data) {
  dma_addr_t dma = dma_map_single(dev, data, 1, DMA_FROM_DEVICE);

  if (!dma_mapping_error(dev, dma))
    dma_unmap_single(dev, dma, 1, DMA_FROM_DEVICE);
  return data[0];
}

static int driver(struct device *dev) {
#ifdef GOOD
  char *status = (char *)kzalloc(1, GFP_KERNEL);
  int result = control_in(dev, status);

  kfree(status);
  return result;
#else
  char status = 0;

  return control_in(dev, &status);
#endif
}
