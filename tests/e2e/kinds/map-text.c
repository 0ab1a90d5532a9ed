// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: program text is not mapped, wherever a function pointer went; the
// data that it points to is.
// EXPECT: map-text in driver at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

static int driver(struct device *dev) {
  dma_addr_t dma;
#ifdef GOOD
  void *code = kzalloc(64, GFP_KERNEL);
#else
  void *code = (void *)((unsigned long)&main & ~63UL);
#endif
  dma = dma_map_single(dev, code, 64, DMA_TO_DEVICE);
  if (!dma_mapping_error(dev, dma))
    dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
#ifdef GOOD
  kfree(code);
#endif
  return 0;
}
