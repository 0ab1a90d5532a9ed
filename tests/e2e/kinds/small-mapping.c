// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: hundreds of mappings of a few bytes from one place get a note about
// their cost; a few do not.
// EXPECT: small-mapping in send_one at 0
// OPTIONS: report_from=performance
// RUN: %run_case %s -O0 -O2

#include "case.h"

static __attribute__((__noinline__)) int send_one(struct device *dev,
                                                  char *byte) {
  dma_addr_t dma = dma_map_single(dev, byte, 16, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, 16, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *bytes = (char *)kzalloc(64 * 100, GFP_KERNEL);
  int error = 0;
#ifdef GOOD
  int count = 60;
#else
  int count = 100;
#endif

  for (int i = 0; i < count && !error; i++)
    error = send_one(dev, bytes + 64 * i);
  kfree(bytes);
  return error;
}
