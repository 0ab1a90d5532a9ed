// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C19-03, Linux dwc3, commit 2b2da6574e77
// dwc3 (Linux 2b2da6574e77): the end of the transfer is on its way, and the
// request is unmapped at once.
// EXPECT: device-use-after-unmap in data_phase at 0

#include "case.h"

static __attribute__((__noinline__)) void data_phase(struct device *dev,
                                                     dma_addr_t dma) {
  dmasan_sim_dma_write(dev, dma, "late", 4);
}

static int driver(struct device *dev) {
  char *data = (char *)kzalloc(512, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, data, 512, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
#ifdef GOOD
  data_phase(dev, dma); /* until it has been stopped */
#endif
  dma_unmap_single(dev, dma, 512, DMA_FROM_DEVICE);
#ifndef GOOD
  data_phase(dev, dma);
#endif
  kfree(data);
  return 0;
}
