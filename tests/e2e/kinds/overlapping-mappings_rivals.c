// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: two devices are each to fill the same buffer. In the right version
// the second one reads what the first one delivers.
// EXPECT: overlapping-mappings in driver at 0
// OPTIONS: report_from=style
// RUN: %run_case %s

#include "case.h"

#ifdef GOOD
#define CASE_DIRECTION DMA_TO_DEVICE
#else
#define CASE_DIRECTION DMA_FROM_DEVICE
#endif

static int driver(struct device *dev) {
  struct device *other = dmasan_sim_device_create("other", NULL);
  char *frame = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t first, second;

  CHECK(2, dma_set_mask_and_coherent(other, DMA_BIT_MASK(64)) == 0);
  first = dma_map_single(dev, frame, 256, DMA_FROM_DEVICE);
  CHECK(3, !dma_mapping_error(dev, first));
  second = dma_map_single(other, frame, 256, CASE_DIRECTION);
  CHECK(4, !dma_mapping_error(other, second));
  dma_unmap_single(other, second, 256, CASE_DIRECTION);
  dma_unmap_single(dev, first, 256, DMA_FROM_DEVICE);
  dmasan_sim_device_destroy(other);
  kfree(frame);
  return 0;
}
