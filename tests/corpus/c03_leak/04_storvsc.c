// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C03-04, Linux storvsc, <1670183564-76254-1-git-send-email-mikelley@microsoft.com>
// storvsc (Linux): the ring is full, the request goes back to the queue with
// its scatterlist mapped, and is mapped again.
// EXPECT: overlapping-mappings in queue_command at 0
// EXPECT: mapping-leak in queue_command at 0

#include "case.h"

static __attribute__((__noinline__)) int
queue_command(struct device *dev, struct scatterlist *sg, int full) {
  CHECK(3, dma_map_sg(dev, sg, 1, DMA_FROM_DEVICE) == 1);
  if (full) {
#ifdef GOOD
    dma_unmap_sg(dev, sg, 1, DMA_FROM_DEVICE);
#endif
    return -11;
  }
  dma_unmap_sg(dev, sg, 1, DMA_FROM_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *page = (char *)kzalloc(4096, GFP_KERNEL);
  struct scatterlist sg;

  sg_init_one(&sg, page, 4096);
  CHECK(2, queue_command(dev, &sg, 1) == -11);
  return queue_command(dev, &sg, 0);
}
