// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: every way to link a program gives the same report.
// EXPECT: cpu-write-device-owned in driver at 17
// RUN: %run_case %s -O2 "-O2 -static" "-O2 -no-pie" "-O2 -flto -fuse-ld=lld"

#include "case.h"

static int driver(struct device *dev) {
  char *Buffer = kmalloc(256, GFP_KERNEL);
  memset(Buffer, 0, 256);
#ifdef GOOD
  Buffer[17] = 3;
#endif
  dma_addr_t Dma = dma_map_single(dev, Buffer, 256, DMA_TO_DEVICE);
  CHECK(2, !dma_mapping_error(dev, Dma));
#ifndef GOOD
  Buffer[17] = 3;
#endif
  dma_unmap_single(dev, Dma, 256, DMA_TO_DEVICE);
  kfree(Buffer);
  return 0;
}
