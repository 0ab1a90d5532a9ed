// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: The mask promises 64 address bits, the bus has 40 wires: the device
// does not get what was mapped.
// EXPECT: mask-exceeded in driver at 0
// RUN: %run_case %s

#define CASE_CONFIG {.bus_mask = DMA_BIT_MASK(40)}

#include "case.h"

static int driver(struct device *dev) {
#ifdef GOOD
  CHECK(1, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(40)) == 0);
#endif
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  char seen = 0;

  buf[0] = 'x';
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  dmasan_sim_dma_read(dev, dma, &seen, 1);
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  show("the device reads buf[0]", &seen, 1);
  kfree(buf);
  return 0;
}
