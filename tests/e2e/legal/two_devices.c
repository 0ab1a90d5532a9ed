// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Two devices map one buffer.
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_BIDIRECTIONAL);

  CHECK(2, !dma_mapping_error(dev, dma));
  struct device *other = dmasan_sim_device_create("other", NULL);
  dma_addr_t second;

  CHECK(3, dma_set_mask_and_coherent(other, DMA_BIT_MASK(32)) == 0);
  second = dma_map_single(other, buf, 256, DMA_BIDIRECTIONAL);
  CHECK(4, !dma_mapping_error(other, second));
  dma_unmap_single(other, second, 256, DMA_BIDIRECTIONAL);
  dmasan_sim_device_destroy(other);
  dma_unmap_single(dev, dma, 256, DMA_BIDIRECTIONAL);
  kfree(buf);
  return 0;
}
