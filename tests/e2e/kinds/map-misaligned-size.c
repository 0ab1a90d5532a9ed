// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A device-writable buffer of unknown bounds ends in the middle of a
// line: the byte behind it is lost.
// EXPECT: map-misaligned-size in driver at 100
// EXPECT: cacheline-neighbor-write in driver at 100
// RUN: %run_case %s

#include "case.h"

static char memory[512] __attribute__((aligned(256)));

static int driver(struct device *dev) {
#ifdef GOOD
  const size_t size = 128;
#else
  const size_t size = 100;
#endif
  dma_addr_t dma = dma_map_single(dev, memory + 64, size, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  *(volatile char *)&memory[64 + size] = 'x';
  dma_unmap_single(dev, dma, size, DMA_FROM_DEVICE);
  show("the CPU reads the byte behind the buffer", &memory[64 + size], 1);
  return 0;
}
