// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C08-05, U-Boot rswitch, commit fa0f9e83a065
// rswitch (U-Boot fa0f9e83a065): the switch wrote the descriptor back; the
// driver fills it again out of a stale line.
// EXPECT: cpu-write-device-owned in fill_descriptor at 0

#include "case.h"

static __attribute__((__noinline__)) void
fill_descriptor(struct device *dev, dma_addr_t dma, char *desc) {
#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 64, DMA_BIDIRECTIONAL);
#endif
  memset(desc, 0, 16);
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(64, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 64, DMA_BIDIRECTIONAL);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "done", 4) == 0);
  fill_descriptor(dev, dma, buffer);
  dma_sync_single_for_device(dev, dma, 64, DMA_BIDIRECTIONAL);
  dma_unmap_single(dev, dma, 64, DMA_BIDIRECTIONAL);
  kfree(buffer);
  return 0;
}
