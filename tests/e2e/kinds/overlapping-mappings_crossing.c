// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a reply is received into the end of a command that is still mapped to
// be sent. In the right version the reply has its own buffer.
// EXPECT: overlapping-mappings in driver at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

static int driver(struct device *dev) {
  char *command = (char *)kzalloc(512, GFP_KERNEL);
  dma_addr_t out, in;

#ifdef GOOD
  out = dma_map_single(dev, command, 256, DMA_TO_DEVICE);
#else
  out = dma_map_single(dev, command, 512, DMA_TO_DEVICE);
#endif
  CHECK(2, !dma_mapping_error(dev, out));
  in = dma_map_single(dev, command + 256, 256, DMA_FROM_DEVICE);
  CHECK(3, !dma_mapping_error(dev, in));
  dma_unmap_single(dev, in, 256, DMA_FROM_DEVICE);
#ifdef GOOD
  dma_unmap_single(dev, out, 256, DMA_TO_DEVICE);
#else
  dma_unmap_single(dev, out, 512, DMA_TO_DEVICE);
#endif
  kfree(command);
  return 0;
}
