// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A full-duplex transfer sends from the buffer that it receives into,
// as SPI drivers do: two single mappings of the same bytes.
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(64, GFP_KERNEL);
  dma_addr_t tx, rx;
  char byte;

  buf[3] = 5;
  tx = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  CHECK(2, !dma_mapping_error(dev, tx));
  rx = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  CHECK(3, !dma_mapping_error(dev, rx));
  CHECK(4, dmasan_sim_dma_read(dev, tx + 3, &byte, 1) == 0);
  byte++;
  CHECK(5, dmasan_sim_dma_write(dev, rx + 3, &byte, 1) == 0);
  dma_unmap_single(dev, rx, 64, DMA_FROM_DEVICE);
  dma_unmap_single(dev, tx, 64, DMA_TO_DEVICE);
  CHECK(6, buf[3] == 6);
  kfree(buf);
  return 0;
}
