// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A receive buffer in the middle of a structure: its neighbour is on
// the line, and the invalidate takes the neighbour's last write away.
// EXPECT: cacheline-shared-object in driver at 32
// EXPECT: cacheline-neighbor-write in driver at 32
// RUN: %run_case %s

#include "case.h"

struct session {
#ifdef GOOD
  char answer[64] ____cacheline_aligned;
  int state ____cacheline_aligned;
#else
  char answer[32];
  int state;
#endif
};

static int driver(struct device *dev) {
  struct session *s = (struct session *)kzalloc(sizeof(*s), GFP_KERNEL);
  dma_addr_t dma =
      dma_map_single(dev, s->answer, sizeof(s->answer), DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "data", 4) == 0);
  *(volatile int *)&s->state = 7;
  dma_unmap_single(dev, dma, sizeof(s->answer), DMA_FROM_DEVICE);
  CHECK(4, memcmp(s->answer, "data", 4) == 0);
  show("the CPU reads state", &s->state, 4);
  kfree(s);
  return 0;
}
