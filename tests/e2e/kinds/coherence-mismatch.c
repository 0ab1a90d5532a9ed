// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a device that snoops is declared so; where it is not, the invalidate
// at unmap throws away what the device left in the cache.
// EXPECT: coherence-mismatch in receive at 0
// RUN: %run_case %s -O0 -O2

#ifdef GOOD
#define CASE_CONFIG {.coherent = 1, .declared_coherent = 1}
#else
#define CASE_CONFIG {.coherent = 1}
#endif

#include "case.h"

static __attribute__((__noinline__)) int receive(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "data", 4) == 0);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
#ifdef GOOD
  CHECK(4, memcmp(buffer, "data", 4) == 0);
#endif
  show("the CPU reads buffer[0] to buffer[3]", buffer, 4);
  kfree(buffer);
  return 0;
}

static int driver(struct device *dev) { return receive(dev); }
