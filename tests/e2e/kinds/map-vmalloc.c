// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: vmalloc memory is not contiguous: mapped in one piece it is accused;
// from kvmalloc, small sizes are ordinary memory.
// EXPECT: map-vmalloc in driver at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

static int driver(struct device *dev) {
#ifdef GOOD
  char *Buffer = (char *)kvmalloc(512, GFP_KERNEL);
  size_t Size = 512;
#else
  char *Buffer = (char *)vmalloc(2 * PAGE_SIZE);
  size_t Size = 2 * PAGE_SIZE;
#endif
  char Seen[4];
  dma_addr_t Dma;

  CHECK(2, Buffer);
  memset(Buffer, 'x', Size);
  Dma = dma_map_single(dev, Buffer, Size, DMA_TO_DEVICE);
  CHECK(3, !dma_mapping_error(dev, Dma));
  CHECK(4, dmasan_sim_dma_read(dev, Dma + Size - 4, Seen, 4) == 0);
  show("the device reads the last 4 bytes", Seen, 4);
  dma_unmap_single(dev, Dma, Size, DMA_TO_DEVICE);
  kvfree(Buffer);
  return 0;
}
