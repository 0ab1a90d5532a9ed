// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Kernel hang on boot: the boot loader starts the kernel with the
// network device still receiving. A packet lands in memory that the kernel uses
// for something else.
// EXPECT: device-active-at-shutdown in packet_from_the_wire at 0
// RUN: %run_case %s

#define CASE_CONFIG {.coherent = 1, .declared_coherent = 1}

#include "case.h"

static __maybe_unused __attribute__((__noinline__)) int
packet_from_the_wire(struct device *dev, dma_addr_t dma) {
  return dmasan_sim_dma_write(dev, dma, "packet", 6);
}

static int driver(struct device *dev) {
  char *ring = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, ring, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
#ifdef GOOD
  dma_unmap_single(dev, dma, 256,
                   DMA_FROM_DEVICE); /* quiesced, then unmapped */
#endif
  dmasan_sim_device_shutdown(dev);
#ifndef GOOD
  CHECK(3, packet_from_the_wire(dev, dma) == 0);
  CHECK(4, memcmp(ring, "packet", 6) == 0); /* the kernel's memory now */
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
#endif
  kfree(ring);
  return 0;
}
