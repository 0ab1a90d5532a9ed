// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Memory that is freed by hand goes to the free function of managed
// memory. What dmam_alloc_coherent() made goes there rightly.
// EXPECT: unmap-api-mismatch in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  dma_addr_t dma, managed_dma;
  void *ring = dma_alloc_coherent(dev, 256, &dma, GFP_KERNEL);
  void *managed = dmam_alloc_coherent(dev, 256, &managed_dma, GFP_KERNEL);

  CHECK(2, ring && managed);
  dmam_free_coherent(dev, 256, managed, managed_dma);
#ifdef GOOD
  dma_free_coherent(dev, 256, ring, dma);
#else
  dmam_free_coherent(dev, 256, ring, dma);
#endif
  return 0;
}
