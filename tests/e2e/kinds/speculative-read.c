// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a counter right behind a receive buffer is read while the device
// writes the buffer; in the right version a line lies between them. Reads after
// the buffer came back, and of a page's other end, are silent in both.
// EXPECT: speculative-read in poll at 256
// OPTIONS: speculation=1
// BYTES: none, the simulated bus maintains caches after a transfer, too
// RUN: %run_case %s -O0 -O2

#include "case.h"

static __attribute__((__noinline__)) int poll(volatile int *counter) {
  return *counter;
}

static int driver(struct device *dev) {
  char *page = (char *)get_zeroed_page(GFP_KERNEL);
#ifdef GOOD
  volatile int *counter = (int *)(page + 320);
#else
  volatile int *counter = (int *)(page + 256);
#endif
  dma_addr_t dma = dma_map_single(dev, page, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, poll(counter) == 0);
  CHECK(4, poll((int *)(page + 2048)) == 0);
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
  CHECK(5, poll((int *)(page + 256)) == 0);
  dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  CHECK(6, poll((int *)(page + 256)) == 0);
  free_page((unsigned long)page);
  return 0;
}
