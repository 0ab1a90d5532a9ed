// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C20-05, Linux fsl-dspi, <1591803717-11218-1-git-send-email-krzk@kernel.org>
// fsl-dspi (Linux): coherent memory is given back with the unmap of streaming
// memory.
// EXPECT: unmap-api-mismatch in release_dma at 0
// SAMPLED: mapping-leak in driver at 0

#include "case.h"

static __attribute__((__noinline__)) void
release_dma(struct device *dev, char *buffer, dma_addr_t dma) {
#ifdef GOOD
  dma_free_coherent(dev, 256, buffer, dma);
#else
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
#endif
}

static int driver(struct device *dev) {
  dma_addr_t dma;
  char *buffer = (char *)dma_alloc_coherent(dev, 256, &dma, GFP_KERNEL);

  CHECK(2, buffer);
  release_dma(dev, buffer, dma);
  return 0;
}
