// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C07-06, barebox macb, commit 67881bf78aae
// macb (barebox 67881bf78aae): one branch of the receive path syncs, the older
// card's branch copies straight away.
// EXPECT: cpu-read-device-owned in macb_recv at 0

#include "case.h"

char frame[64];

static __attribute__((__noinline__)) void
macb_recv(struct device *dev, dma_addr_t dma, const char *buffer, int is_gem) {
#ifdef GOOD
  is_gem = 1; /* both branches */
#endif
  if (is_gem)
    dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
  memcpy(frame, buffer, sizeof(frame));
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "packet", 6) == 0);
  macb_recv(dev, dma, buffer, 0);
  dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
