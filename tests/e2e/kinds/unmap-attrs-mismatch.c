// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Unmap forgets an attribute; SKIP_CPU_SYNC may differ.
// EXPECT: unmap-attrs-mismatch in driver at 0
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single_attrs(dev, buf, 256, DMA_TO_DEVICE,
                                        DMA_ATTR_WEAK_ORDERING);

  CHECK(2, !dma_mapping_error(dev, dma));
#ifdef GOOD
  dma_unmap_single_attrs(dev, dma, 256, DMA_TO_DEVICE,
                         DMA_ATTR_WEAK_ORDERING | DMA_ATTR_SKIP_CPU_SYNC);
#else
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
#endif
  kfree(buf);
  return 0;
}
