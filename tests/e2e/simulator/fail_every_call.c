// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A test fails each mapping of a driver in turn until nothing is left
// to fail. The wrong driver forgets the first mapping when the second fails.
// EXPECT: mapping-leak in start at 0
// RUN: %run_case %s

#include "case.h"

struct ring {
  char *rx, *tx;
  dma_addr_t rx_dma, tx_dma;
};

static __attribute__((__noinline__)) int start(struct device *dev,
                                               struct ring *ring) {
  ring->rx_dma = dma_map_single(dev, ring->rx, 256, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, ring->rx_dma))
    return -ENOMEM;
  ring->tx_dma = dma_map_single(dev, ring->tx, 256, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, ring->tx_dma)) {
#ifdef GOOD
    dma_unmap_single(dev, ring->rx_dma, 256, DMA_FROM_DEVICE);
#endif
    return -ENOMEM;
  }
  return 0;
}

static int driver(struct device *dev) {
  struct dmasan_sim_failures rule = {.at = 1};
  int error;

  do {
    struct ring ring = {.rx = (char *)kzalloc(256, GFP_KERNEL),
                        .tx = (char *)kzalloc(256, GFP_KERNEL)};
    dmasan_sim_fail_mappings(&rule);
    error = start(dev, &ring);
    CHECK(2, (error != 0) == (dmasan_sim_failures_injected() == 1));
    if (!error) {
      dma_unmap_single(dev, ring.rx_dma, 256, DMA_FROM_DEVICE);
      dma_unmap_single(dev, ring.tx_dma, 256, DMA_TO_DEVICE);
      kfree(ring.rx);
    }
    kfree(ring.tx);
    ++rule.at;
  } while (error);
  CHECK(3, rule.at == 4);
  return 0;
}
