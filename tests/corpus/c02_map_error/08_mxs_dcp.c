// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C02-08, Linux mxs-dcp, commit df6313d707e5
// mxs-dcp (Linux df6313d707e5): source and destination are mapped, written
// into the engine's descriptor and unmapped, and nobody asks whether that
// worked.
// EXPECT: mapping-error-unchecked in run_engine at 0
// EXPECT: mapping-error-unchecked in run_engine at 0

#include "case.h"

static __attribute__((__noinline__)) int run_engine(struct device *dev,
                                                    char *src, char *dst) {
  dma_addr_t from = dma_map_single(dev, src, 64, DMA_TO_DEVICE);
  dma_addr_t to;

#ifdef GOOD
  CHECK(3, !dma_mapping_error(dev, from));
#endif
  to = dma_map_single(dev, dst, 64, DMA_FROM_DEVICE);
#ifdef GOOD
  CHECK(4, !dma_mapping_error(dev, to));
#endif
  dma_unmap_single(dev, to, 64, DMA_FROM_DEVICE);
  dma_unmap_single(dev, from, 64, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *src = (char *)kzalloc(64, GFP_KERNEL),
       *dst = (char *)kzalloc(64, GFP_KERNEL);
  int error = run_engine(dev, src, dst);

  kfree(src);
  kfree(dst);
  return error;
}
