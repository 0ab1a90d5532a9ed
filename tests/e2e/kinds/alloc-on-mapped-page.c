// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a table of functions gets its place beside a mapped buffer, within
// reach of the device; in the right version the buffer has a page of its own.
// EXPECT: alloc-on-mapped-page in driver at 256
// OPTIONS: alloc_on_mapped=page:report_from=style
// RUN: %run_case %s -O0 -O2

#include "case.h"

static int driver(struct device *dev) {
#ifdef GOOD
  char *buffer = (char *)get_zeroed_page(GFP_KERNEL);
#else
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
#endif
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);
  void **operations;

  CHECK(2, !dma_mapping_error(dev, dma));
  operations = (void **)kzalloc(256, GFP_KERNEL);
  CHECK(3, operations);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(operations);
#ifdef GOOD
  free_page((unsigned long)buffer);
#else
  kfree(buffer);
#endif
  return 0;
}
