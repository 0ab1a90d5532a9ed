// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C13-10, Linux spidev, <20200728100832.24788-1-ceggers@arri.de>
// spidev (Linux): the transfers of one message lie back to back in one buffer;
// two that are received share a line.
// EXPECT: cacheline-shared-mappings in queue_message at 0
// SAMPLED: cacheline-shared-object in queue_message at -32

#include "case.h"

static __attribute__((__noinline__)) int queue_message(struct device *dev,
                                                       char *rx) {
#ifdef GOOD
  size_t second = 64;
  size_t size = 64;
#else
  size_t second = 32;
  size_t size = 32;
#endif
  dma_addr_t a, b;

  a = dma_map_single(dev, rx, size, DMA_FROM_DEVICE);
  CHECK(3, !dma_mapping_error(dev, a));
  b = dma_map_single(dev, rx + second, size, DMA_FROM_DEVICE);
  CHECK(4, !dma_mapping_error(dev, b));
  dma_unmap_single(dev, b, size, DMA_FROM_DEVICE);
  dma_unmap_single(dev, a, size, DMA_FROM_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *rx = (char *)kzalloc(128, GFP_KERNEL);
  int error = queue_message(dev, rx);

  kfree(rx);
  return error;
}
