// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: the coherent mask is not changed while memory lives that was
// allocated with it. Setting it again, changing the streaming mask, or changing
// it when all is freed is fine.
// EXPECT: mask-changed in driver at 0
// RUN: %run_case %s

#define CASE_NO_MASK
#include "case.h"

static int driver(struct device *dev) {
  dma_addr_t dma;
  void *ring;

  CHECK(2, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32)) == 0);
  ring = dma_alloc_coherent(dev, 256, &dma, GFP_KERNEL);
  CHECK(3, ring);
  CHECK(4, dma_set_coherent_mask(dev, DMA_BIT_MASK(32)) == 0);
  CHECK(5, dma_set_mask(dev, DMA_BIT_MASK(64)) == 0);
#ifdef GOOD
  dma_free_coherent(dev, 256, ring, dma);
  CHECK(6, dma_set_coherent_mask(dev, DMA_BIT_MASK(64)) == 0);
#else
  CHECK(7, dma_set_coherent_mask(dev, DMA_BIT_MASK(64)) == 0);
  dma_free_coherent(dev, 256, ring, dma);
#endif
  return 0;
}
