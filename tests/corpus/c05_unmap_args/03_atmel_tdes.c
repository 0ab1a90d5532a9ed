// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C05-03, Linux atmel-tdes, <20250903083448.621694-2-fourier.thomas@gmail.com>
// atmel-tdes (Linux): the destination is mapped for the engine to write, and
// unmapped as if it had been read.
// EXPECT: unmap-direction-mismatch in crypt_abort at 0

#include "case.h"

static __attribute__((__noinline__)) void crypt_abort(struct device *dev,
                                                      struct scatterlist *out) {
#ifdef GOOD
  dma_unmap_sg(dev, out, 1, DMA_FROM_DEVICE);
#else
  dma_unmap_sg(dev, out, 1, DMA_TO_DEVICE);
#endif
}

static int driver(struct device *dev) {
  char *block = (char *)kzalloc(64, GFP_KERNEL);
  struct scatterlist out;

  sg_init_one(&out, block, 64);
  CHECK(2, dma_map_sg(dev, &out, 1, DMA_FROM_DEVICE) == 1);
  crypt_abort(dev, &out);
  kfree(block);
  return 0;
}
