// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: dma_map_resource is for the registers of another device, not for
// RAM.
// EXPECT: map-resource-on-ram in driver at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(256, GFP_KERNEL);
#ifdef GOOD
  phys_addr_t registers = 0xfe000000;
#else
  phys_addr_t registers = virt_to_phys(buffer);
#endif
  dma_addr_t dma =
      dma_map_resource(dev, registers, 256, DMA_BIDIRECTIONAL, 0);

  CHECK(2, !dma_mapping_error(dev, dma));
  dma_unmap_resource(dev, dma, 256, DMA_BIDIRECTIONAL, 0);
  kfree(buffer);
  return 0;
}
