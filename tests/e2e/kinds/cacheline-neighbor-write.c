// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A store beside a receive buffer, on its line: when the line is
// evicted, the device's bytes are overwritten.
// EXPECT: cacheline-shared-object in driver at 32
// EXPECT: cacheline-neighbor-write in driver at 32
// RUN: %run_case %s

#include "case.h"

struct session {
#ifdef GOOD
  char answer[64];
#else
  char answer[32];
#endif
  volatile int state;
};

static int driver(struct device *dev) {
  struct session *s = (struct session *)kzalloc(sizeof(*s), GFP_KERNEL);
  dma_addr_t dma =
      dma_map_single(dev, s->answer, sizeof(s->answer), DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  s->state = 1;
  CHECK(3, dmasan_sim_dma_write(dev, dma, "data", 4) == 0);
  dma_unmap_single(dev, dma, sizeof(s->answer), DMA_FROM_DEVICE);
#ifdef GOOD
  CHECK(4, memcmp(s->answer, "data", 4) == 0);
#else
  CHECK(5, memcmp(s->answer, "data", 4) != 0);
#endif
  show("the CPU reads answer[0] to answer[3]", s->answer, 4);
  kfree(s);
  return 0;
}
