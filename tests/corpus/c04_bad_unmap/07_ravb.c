// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C04-07, Linux ravb, <20240113044721.481131-1-nikita.yoush@cogentembedded.com>
// ravb (Linux): a descriptor's 32 bits never equal the error value of 64, so a
// slot that never had a mapping is unmapped.
// EXPECT: unmap-not-mapped in ring_free at 0

#include "case.h"

static __attribute__((__noinline__)) void ring_free(struct device *dev,
                                                    u32 dptr, size_t size) {
#ifdef GOOD
  if (size)
#else
  if (!dma_mapping_error(dev, dptr))
#endif
    dma_unmap_single(dev, dptr, 256, DMA_FROM_DEVICE);
}

static int driver(struct device *dev) {
  ring_free(dev, (u32)DMA_MAPPING_ERROR, 0);
  return 0;
}
