// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C08-01, U-Boot bcmgenet, commit b993bd65ec24
// bcmgenet (U-Boot b993bd65ec24): the network stack writes into a received
// packet, and the buffer goes back to the ring as it is.
// EXPECT: missing-sync-for-device in driver at 40

#include "case.h"

static const char next[64] = "packet";

static __attribute__((__noinline__)) void stack_writes(char *packet) {
  packet[40] = 0;
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "first", 5) == 0);
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
  stack_writes(buffer);
#ifdef GOOD
  dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
#endif
  CHECK(4, dmasan_sim_dma_write(dev, dma, next, sizeof(next)) == 0);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
