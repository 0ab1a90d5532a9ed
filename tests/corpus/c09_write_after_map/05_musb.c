// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C09-05, Linux musb gadget, commit 92d2711f5dc15bf956546923a5718e74853f9912
// musb (Linux): the channel cannot take the request, and the fallback without
// DMA fills the buffer that is still mapped.
// EXPECT: cpu-write-device-owned in pio_read at 0

#include "case.h"

static __attribute__((__noinline__)) void pio_read(char *buffer) {
  memset(buffer, 1, 64);
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(512, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 512, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  /* Programming the channel fails. */
#ifdef GOOD
  dma_unmap_single(dev, dma, 512, DMA_FROM_DEVICE);
  pio_read(buffer);
#else
  pio_read(buffer);
  dma_unmap_single(dev, dma, 512, DMA_FROM_DEVICE);
#endif
  kfree(buffer);
  return 0;
}
