// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: The buffer shambler: UBIFS gives the SPI driver a buffer from
// vmalloc, and the driver maps it in one piece. Only its first page is where
// the device thinks it is.
// EXPECT: map-vmalloc in spi_transfer at 0
// RUN: %run_case %s

#include "case.h"

static __attribute__((__noinline__)) int spi_transfer(struct device *dev,
                                                      char *buffer) {
#ifdef GOOD
  char *bounce = (char *)kzalloc(2 * PAGE_SIZE, GFP_KERNEL);
#else
  char *bounce = buffer;
#endif
  dma_addr_t dma = dma_map_single(dev, bounce, 2 * PAGE_SIZE, DMA_FROM_DEVICE);

  CHECK(3, !dma_mapping_error(dev, dma));
  CHECK(4, dmasan_sim_dma_write(dev, dma + PAGE_SIZE, "data", 4) == 0);
  dma_unmap_single(dev, dma, 2 * PAGE_SIZE, DMA_FROM_DEVICE);
#ifdef GOOD
  memcpy(buffer, bounce, 2 * PAGE_SIZE);
  kfree(bounce);
  CHECK(5, memcmp(buffer + PAGE_SIZE, "data", 4) == 0);
#else
  invalidate_kernel_vmap_range(buffer, 2 * PAGE_SIZE);
  CHECK(6, memcmp(buffer + PAGE_SIZE, "data", 4) != 0);
#endif
  return 0;
}

static int driver(struct device *dev) {
  char *buffer = (char *)vzalloc(2 * PAGE_SIZE);
  int error;

  CHECK(2, buffer);
  error = spi_transfer(dev, buffer);
  vfree(buffer);
  return error;
}
