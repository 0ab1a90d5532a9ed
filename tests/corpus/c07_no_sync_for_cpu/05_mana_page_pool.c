// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C07-05, Linux mana, <20260702041237.617719-1-decui@microsoft.com>
// mana (Linux): a page of the pool stays mapped for its life, and the receive
// path hands it up without a sync.
// EXPECT: cpu-read-device-owned in network_stack at 128

#include "case.h"

static __attribute__((__noinline__)) int network_stack(const char *packet) {
  return *(const volatile char *)packet;
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(4096, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 4096, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma + 128, "packet", 6) == 0);
#ifdef GOOD
  dma_sync_single_range_for_cpu(dev, dma, 128, 1500, DMA_FROM_DEVICE);
#endif
  network_stack(buffer + 128);
#ifdef GOOD
  dma_sync_single_range_for_device(dev, dma, 128, 1500, DMA_FROM_DEVICE);
#endif
  dma_unmap_single(dev, dma, 4096, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
