// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A call without a device is a finding, and the program goes on.
// EXPECT: null-device in driver at 0
// RUN: %run_case %s

#include "case.h"

#ifdef GOOD
#define CASE_DEVICE dev
#else
#define CASE_DEVICE NULL
#endif

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(CASE_DEVICE, buf, 256, DMA_TO_DEVICE);

  if (!dma_mapping_error(CASE_DEVICE, dma))
    dma_unmap_single(CASE_DEVICE, dma, 256, DMA_TO_DEVICE);
  kfree(buf);
  return 0;
}
