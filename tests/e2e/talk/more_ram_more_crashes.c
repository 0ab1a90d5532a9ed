// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: More RAM, more crashes: the controller is capable of 64 address bits,
// but only 40 are wired to the bus. Once memory has high addresses, transfers
// fault.
// EXPECT: mask-exceeded in mmc_request at 0
// RUN: %run_case %s

#define CASE_CONFIG {.bus_mask = DMA_BIT_MASK(40)}
#define CASE_NO_MASK

#include "case.h"

/* One block is read from the card. */
static __attribute__((__noinline__)) int mmc_request(struct device *dev) {
  char *block = (char *)kzalloc(512, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, block, 512, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
#ifdef GOOD
  CHECK(3, dmasan_sim_dma_write(dev, dma, "data", 4) == 0);
#else
  /* The context fault of the talk: the truncated address is nobody's. */
  CHECK(4, dmasan_sim_dma_write(dev, dma, "data", 4) == -EFAULT);
#endif
  dma_unmap_single(dev, dma, 512, DMA_FROM_DEVICE);
#ifdef GOOD
  CHECK(5, memcmp(block, "data", 4) == 0);
#endif
  kfree(block);
  return 0;
}

static int driver(struct device *dev) {
#ifdef GOOD
  CHECK(1, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(40)) == 0);
#else
  CHECK(1, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)) == 0);
#endif
  return mmc_request(dev);
}
