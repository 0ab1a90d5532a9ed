// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A mapping that stays: each round brings another length. What an
// earlier round wrote counts until the buffer is given back. The wrong driver
// reads more than the last round brought.
// EXPECT: device-short-write in last_byte at 99
// OPTIONS: sim_canary=1
// RUN: %run_case %s

#include "case.h"

static __attribute__((__noinline__)) int last_byte(const volatile char *buf,
                                                   int length) {
  return buf[length - 1];
}

static int driver(struct device *dev) {
  char packet[100];
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  memset(packet, 7, sizeof(packet));
  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, packet, 100) == 0);
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
  CHECK(4, last_byte(buf, 100) == 7);
  CHECK(5, dmasan_sim_dma_write(dev, dma, packet, 10) == 0);
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
  CHECK(6, last_byte(buf, 100) == 7);
  dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
  CHECK(7, dmasan_sim_dma_write(dev, dma, packet, 10) == 0);
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
#ifdef GOOD
  CHECK(8, last_byte(buf, 10) == 7);
#else
  last_byte(buf, 100);
#endif
  buf[200] = 1;
  dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buf);
  return 0;
}
