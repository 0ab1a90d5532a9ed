// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: The device wrote a short packet, the driver parses the whole buffer.
// EXPECT: device-short-write in parse at 60
// OPTIONS: sim_canary=1
// RUN: %run_case %s

#include "case.h"

static __attribute__((__noinline__)) int parse(const volatile char *buf,
                                               int length) {
  return buf[0] + buf[length - 1];
}

static int driver(struct device *dev) {
  char packet[60] = {1};
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buf, 256, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, packet, 60) == 0);
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
#ifdef GOOD
  CHECK(4, parse(buf, 60) == 1);
  show("the last byte that is parsed", &buf[59], 1);
  buf[60] = 2; /* the CPU's own */
  CHECK(5, parse(buf, 61) == 3);
#else
  parse(buf, 61);
  show("the last byte that is parsed", &buf[60], 1);
#endif
  kfree(buf);
  return 0;
}
