// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: dma_mapping_error() knows nothing of allocations and lists. Whoever
// asks it about what a failed one left behind gets the wrong answer; asking
// about an address that was really mapped, or after another test, is fine.
// EXPECT: map-failure-missed in take_handle at 0
// EXPECT: map-failure-missed in take_count at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

static void fail_next(void) {
  struct dmasan_sim_failures rule = {.at = 1, .api = DMASAN_SIM_API_ANY};

  dmasan_sim_fail_mappings(&rule);
}

static __attribute__((__noinline__)) int take_handle(struct device *dev) {
  dma_addr_t dma = 64;
  void *ring;

  fail_next();
  ring = dma_alloc_coherent(dev, 256, &dma, GFP_KERNEL);
#ifdef GOOD
  if (!ring)
    return -ENOMEM;
#else
  (void)ring;
#endif
  return dma_mapping_error(dev, dma);
}

static __attribute__((__noinline__)) int take_count(struct device *dev,
                                                    struct scatterlist *sg) {
  unsigned int count;

  fail_next();
  count = dma_map_sg(dev, sg, 1, DMA_TO_DEVICE);
#ifdef GOOD
  if (!count)
    return -ENOMEM;
#endif
  return dma_mapping_error(dev, count);
}

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  struct scatterlist sg;
  dma_addr_t dma;

  CHECK(2, buf);
  sg_init_one(&sg, buf, 256);
  take_handle(dev);
  dma = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);
  CHECK(3, !dma_mapping_error(dev, dma));
  CHECK(4, !dma_mapping_error(dev, 64)); /* long after the failure */
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  take_count(dev, &sg);
  kfree(buf);
  return 0;
}
