// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: The device is told a longer buffer than was mapped, and overwrites
// the one behind it: an IOMMU protects whole pages only.
// EXPECT: device-out-of-bounds in driver at 256
// RUN: %run_case %s

#include "case.h"

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  char *behind = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t other = dma_map_single(dev, behind, 256, DMA_FROM_DEVICE);
  char packet[256];

  CHECK(5, !dma_mapping_error(dev, other) && behind == buf + 256);
  CHECK(6, dmasan_sim_dma_write(dev, other, "data", 4) == 0);
  memset(packet, 'p', sizeof(packet));

#ifdef GOOD
  CHECK(3, dmasan_sim_dma_write(dev, dma, packet, 256) == 0);
#else
  CHECK(4, dmasan_sim_dma_write(dev, dma + 16, packet, 256) == 0);
#endif
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  dma_unmap_single(dev, other, 256, DMA_FROM_DEVICE);
  show("the CPU reads the buffer behind", behind, 4);
  kfree(behind);
  kfree(buf);
  return 0;
}
