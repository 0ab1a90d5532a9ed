// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C14-03, barebox fsl-fman, commit d604e3df0440
// fsl-fman (barebox d604e3df0440): receive buffers come from an allocator that
// aligns to 8 bytes, and are invalidated by lines.
// EXPECT: cacheline-shared-object in fill_ring at -8

#include "case.h"

static __attribute__((__noinline__)) int fill_ring(struct device *dev,
                                                   char *pool) {
#ifdef GOOD
  char *buffer = pool;
#else
  char *buffer = pool + 8;
#endif
  dma_addr_t dma = dma_map_single(dev, buffer, 512, DMA_FROM_DEVICE);

  CHECK(3, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, 512, DMA_FROM_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *pool = (char *)kzalloc(1024, GFP_KERNEL);
  int error = fill_ring(dev, pool);

  kfree(pool);
  return error;
}
