// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Two device-writable mappings of one device overlap. When one ends, the
// CPU works on what is still in the other, whose end takes its work away.
// EXPECT: overlapping-mappings in driver at 0
// EXPECT: cpu-write-device-owned in driver at 64
// RUN: %run_case %s

#include "case.h"

static char memory[512] __attribute__((aligned(256)));

#ifdef GOOD
#define CASE_SECOND 128
#else
#define CASE_SECOND 64
#endif

static int driver(struct device *dev) {
  dma_addr_t first = dma_map_single(dev, memory, 128, DMA_FROM_DEVICE);
  dma_addr_t second =
      dma_map_single(dev, memory + CASE_SECOND, 128, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, first));
  CHECK(3, !dma_mapping_error(dev, second));
  dma_unmap_single(dev, second, 128, DMA_FROM_DEVICE);
  *(volatile char *)&memory[CASE_SECOND] = 'x';
  dma_unmap_single(dev, first, 128, DMA_FROM_DEVICE);
  show("the CPU reads the first byte of the second", &memory[CASE_SECOND], 1);
  return 0;
}
