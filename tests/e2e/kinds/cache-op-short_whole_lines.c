// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: an operation that takes whole lines only leaves the first and the
// last of a range out when it has them in part; of bytes that nobody meant,
// nothing is missing.
// EXPECT: cache-op-short in maintain at 72
// EXPECT: cache-op-short in maintain at 128
// RUN: %run_case %s -fsanitize-dma-model=%models/uboot.yaml

#include "cache_ops.h"
#include "case.h"

static __attribute__((__noinline__)) void
maintain(char *frame, unsigned long begin, unsigned long end) {
  flush_dcache_range((unsigned long)frame + begin, (unsigned long)frame + end);
}

static int driver(struct device *dev) {
  char *frame = (char *)kzalloc(160, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, frame, 160, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  maintain(frame, 0, 192);
#ifndef GOOD
  maintain(frame, 64 + 8, 192);
  maintain(frame, 0, 160);
#endif
  dma_unmap_single(dev, dma, 160, DMA_TO_DEVICE);
  kfree(frame);
  return 0;
}
