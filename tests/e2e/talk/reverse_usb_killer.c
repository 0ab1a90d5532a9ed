// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Reverse USB killer: memcpy out of coherent memory that the port maps
// strongly ordered, from an address aligned to 4 bytes. The fixed driver uses
// memcpy_fromio.
// EXPECT: coherent-bulk-access in gadget_receive at 4
// OPTIONS: coherent_memory=device
// RUN: %run_case %s

#include "case.h"

static __attribute__((__noinline__)) void
gadget_receive(char *packet, const char *data, size_t size) {
#ifdef GOOD
  memcpy_fromio(packet, data, size);
#else
  memcpy(packet, data, size);
#endif
}

static int driver(struct device *dev) {
  dma_addr_t dma;
  char *ring = (char *)dma_alloc_coherent(dev, 256, &dma, GFP_KERNEL);
  char packet[32];

  CHECK(2, ring);
  CHECK(3, dmasan_sim_dma_write(dev, dma + 4, "packet", 6) == 0);
  gadget_receive(packet, ring + 4, sizeof(packet));
  CHECK(4, memcmp(packet, "packet", 6) == 0);
  dma_free_coherent(dev, 256, ring, dma);
  return 0;
}
