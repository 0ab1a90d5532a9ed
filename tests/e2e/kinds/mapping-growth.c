// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a place forgets to unmap on its error path, so that its mappings pile
// up long before the device goes; the right version makes as many of them.
// EXPECT: mapping-growth in send at 0
// EXPECT: mapping-leak in send at 0
// OPTIONS: report_from=performance:growth_count=32:churn_count=1000
// RUN: %run_case %s -O0 -O2

#include "case.h"

static __attribute__((__noinline__)) void send(struct device *dev, char *packet,
                                               int rejected) {
  dma_addr_t dma = dma_map_single(dev, packet, 64, DMA_TO_DEVICE);

  if (dma_mapping_error(dev, dma))
    return;
#ifndef GOOD
  if (rejected)
    return;
#endif
  (void)rejected;
  dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
}

static int driver(struct device *dev) {
  char *packets = (char *)kzalloc(64 * 40, GFP_KERNEL);

  for (int i = 0; i < 400; i++)
    send(dev, packets + 64 * (i / 10), i % 10 == 0);
#ifdef GOOD
  kfree(packets);
#endif
  return 0;
}
