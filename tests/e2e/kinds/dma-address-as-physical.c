// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a pointer is not made of a DMA address. One made of a physical
// address is fine, also of memory that is mapped.
// EXPECT: dma-address-as-physical in look at 16
// RUN: %run_case %s -O0 -O2

#include "case.h"

static __attribute__((__noinline__)) int look(char *buf, dma_addr_t dma) {
  const char *seen = (const char *)phys_to_virt(virt_to_phys(buf));

  CHECK(3, seen == buf && seen[0] == 0);
#ifdef GOOD
  (void)dma;
#else
  CHECK(4, !phys_to_virt(dma + 16));
#endif
  return 0;
}

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);
  int error;

  CHECK(2, !dma_mapping_error(dev, dma));
  error = look(buf, dma);
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  kfree(buf);
  return error;
}
