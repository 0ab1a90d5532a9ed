// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A device-writable buffer of unknown bounds begins in the middle of a
// line: the byte before it is lost.
// EXPECT: map-misaligned-start in driver at 0
// EXPECT: cacheline-neighbor-write in driver at -1
// RUN: %run_case %s

#include "case.h"

static char memory[512] __attribute__((aligned(256)));

static int driver(struct device *dev) {
#ifdef GOOD
  const size_t start = 64;
#else
  const size_t start = 32;
#endif
  dma_addr_t dma =
      dma_map_single(dev, memory + start, 128 - start % 64, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  *(volatile char *)&memory[start - 1] = 'x';
  dma_unmap_single(dev, dma, 128 - start % 64, DMA_FROM_DEVICE);
  show("the CPU reads the byte before the buffer", &memory[start - 1], 1);
  return 0;
}
