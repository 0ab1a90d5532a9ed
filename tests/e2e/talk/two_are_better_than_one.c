// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Two are better than one: the Ethernet driver syncs its receive buffer
// around each packet and never mapped it. Dirty lines of the buffer's former
// life are evicted over the first packet; the second one is whole.
// EXPECT: device-access-unmapped in macb_hardware at 0
// EXPECT: sync-not-mapped in macb_receive at 0
// EXPECT: sync-not-mapped in macb_receive at 0
// RUN: %run_case %s

#define CASE_CONFIG {.passthrough = 1}

#include "case.h"

static __attribute__((__noinline__)) int macb_hardware(struct device *dev,
                                                       dma_addr_t dma) {
  return dmasan_sim_dma_write(dev, dma, "packet", 6);
}

/* Returns whether the packet arrived as it was sent. */
static __attribute__((__noinline__)) int
macb_receive(struct device *dev, const char *buffer, dma_addr_t dma) {
  int whole;

  dma_sync_single_for_cpu(dev, dma, 512, DMA_FROM_DEVICE);
  whole = memcmp(buffer, "packet", 6) == 0;
  dma_sync_single_for_device(dev, dma, 512, DMA_FROM_DEVICE);
  return whole;
}

static int driver(struct device *dev) {
  /* The memory was in use before, and its lines are dirty. */
  char *former = (char *)kmalloc(512, GFP_KERNEL), *buffer;
  dma_addr_t dma;
  int whole[2];

  memset(former, 0x55, 512);
  kfree(former);
  buffer = (char *)kmalloc(512, GFP_KERNEL);
  CHECK(1, buffer == former);
#ifdef GOOD
  dma = dma_map_single(dev, buffer, 512, DMA_FROM_DEVICE);
  CHECK(2, !dma_mapping_error(dev, dma));
#else
  dma = virt_to_phys(buffer);
#endif
  for (int packet = 0; packet < 2; packet++) {
    CHECK(3, macb_hardware(dev, dma) == 0);
    whole[packet] = macb_receive(dev, buffer, dma);
  }
#ifdef GOOD
  CHECK(4, whole[0] && whole[1]);
  dma_unmap_single(dev, dma, 512, DMA_FROM_DEVICE);
#else
  CHECK(5, !whole[0] && whole[1]);
#endif
  kfree(buffer);
  return 0;
}
