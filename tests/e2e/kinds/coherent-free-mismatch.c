// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Coherent memory is freed with another size than it was allocated
// with.
// EXPECT: coherent-free-mismatch in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  dma_addr_t dma;
  void *ring = dma_alloc_coherent(dev, 1024, &dma, GFP_KERNEL);

  CHECK(2, ring);
#ifdef GOOD
  dma_free_coherent(dev, 1024, ring, dma);
#else
  dma_free_coherent(dev, 512, ring, dma);
#endif
  return 0;
}
