// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C15-07, Linux inv_mpu6050, commit 6b0cc5dce072
// inv_mpu6050 (Linux 6b0cc5dce072): a bulk read from the bus goes into an
// array on the stack.
// EXPECT: map-stack in bulk_read at 0
// KERNEL: unseen, a kernel with virtually mapped stacks refuses by itself

#include "case.h"

static __attribute__((__noinline__)) int bulk_read(struct device *dev,
                                                   char *data) {
  dma_addr_t dma = dma_map_single(dev, data, 64, DMA_FROM_DEVICE);

  if (!dma_mapping_error(dev, dma))
    dma_unmap_single(dev, dma, 64, DMA_FROM_DEVICE);
  return data[0];
}

static int driver(struct device *dev) {
#ifdef GOOD
  char *data = (char *)kzalloc(64, GFP_KERNEL);
  int result = bulk_read(dev, data);

  kfree(data);
  return result;
#else
  char data[64] __attribute__((__aligned__(64))) = {0};

  return bulk_read(dev, data);
#endif
}
