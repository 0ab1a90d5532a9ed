// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a small buffer shares its page with other objects of the allocator,
// which the device can reach through the IOMMU. Pages of the buffer's own show
// nothing else; what was freed is no object.
// EXPECT: subpage-exposure in send at 256
// OPTIONS: report_from=style
// RUN: %run_case %s -O0 -O2

#include "case.h"

static __attribute__((noinline)) int send(struct device *dev, void *buffer) {
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_TO_DEVICE);

  CHECK(10, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *objects[16];
  int i, first = 0, result;

  for (i = 0; i < 16; ++i) {
    objects[i] = (char *)kmalloc(256, GFP_KERNEL);
    CHECK(2, objects[i]);
    if (objects[i] < objects[first])
      first = i;
  }
#ifdef GOOD
  for (i = 0; i < 16; ++i)
    if (i != first)
      kfree(objects[i]);
#endif
  result = send(dev, objects[first]);
  CHECK(result, result == 0);
  kfree(objects[first]);
#ifndef GOOD
  for (i = 0; i < 16; ++i)
    if (i != first)
      kfree(objects[i]);
#endif
  return 0;
}
