// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C19-04, Linux ravb, <20231005011201.14368-2-yoshihiro.shimoda.uh@renesas.com>
// ravb (Linux): the table of descriptors is freed before the card is put into
// reset.
// EXPECT: device-use-after-unmap in fetch_descriptor at 0

#include "case.h"

static __attribute__((__noinline__)) void fetch_descriptor(struct device *dev,
                                                           dma_addr_t table) {
  char seen[8];

  dmasan_sim_dma_read(dev, table, seen, sizeof(seen));
}

static int driver(struct device *dev) {
  dma_addr_t table;
  char *desc_bat = (char *)dma_alloc_coherent(dev, 256, &table, GFP_KERNEL);

  CHECK(2, desc_bat);
#ifdef GOOD
  fetch_descriptor(dev, table); /* the last one before the reset */
#endif
  dma_free_coherent(dev, 256, desc_bat, table);
#ifndef GOOD
  fetch_descriptor(dev, table);
#endif
  return 0;
}
