// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Two mappings share a line. When the first has ended, a store into it
// and the eviction of its line overwrite what the device wrote to the second.
// EXPECT: cacheline-shared-mappings in driver at 0
// EXPECT: cacheline-neighbor-write in driver at -64
// OPTIONS: cache_line=128:unknown_bounds=ignore
// RUN: %run_case %s

#include "case.h"

static char memory[512] __attribute__((aligned(256)));

#ifdef GOOD
#define CASE_SECOND 128
#else
#define CASE_SECOND 64
#endif

static int driver(struct device *dev) {
  dma_addr_t first = dma_map_single(dev, memory, 64, DMA_FROM_DEVICE);
  dma_addr_t second =
      dma_map_single(dev, memory + CASE_SECOND, 64, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, first));
  CHECK(3, !dma_mapping_error(dev, second));
  dma_unmap_single(dev, first, 64, DMA_FROM_DEVICE);
  *(volatile char *)memory = 1;
  CHECK(4, dmasan_sim_dma_write(dev, second, "data", 4) == 0);
  dma_unmap_single(dev, second, 64, DMA_FROM_DEVICE);
  show("the CPU reads byte 0 to 3 of the second", memory + CASE_SECOND, 4);
  return 0;
}
