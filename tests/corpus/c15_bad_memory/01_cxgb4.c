// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C15-01, Linux RDMA cxgb4, commit 3840c5b78803
// cxgb4 (Linux 3840c5b78803): a table entry on the stack is passed down and
// mapped.
// EXPECT: map-stack in write_adapter_mem at 0
// KERNEL: unseen, a kernel with virtually mapped stacks refuses by itself

#include "case.h"

static __attribute__((__noinline__)) int
write_adapter_mem(struct device *dev, void *data, size_t size) {
  dma_addr_t dma = dma_map_single(dev, data, size, DMA_TO_DEVICE);

  if (!dma_mapping_error(dev, dma))
    dma_unmap_single(dev, dma, size, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
#ifdef GOOD
  char *tpt = (char *)kzalloc(64, GFP_KERNEL);

  write_adapter_mem(dev, tpt, 64);
  kfree(tpt);
#else
  char tpt[64] = {0};

  write_adapter_mem(dev, tpt, 64);
#endif
  return 0;
}
