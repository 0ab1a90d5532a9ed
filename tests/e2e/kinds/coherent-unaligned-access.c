// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: on a port that maps coherent memory strongly ordered a word is read
// from its natural address only.
// EXPECT: coherent-unaligned-access in driver at 6
// OPTIONS: coherent_memory=device
// RUN: %run_case %s -O0 -O2

#include "case.h"

struct __attribute__((__packed__)) status {
  u16 flags;
  u32 count;
};

static int driver(struct device *dev) {
  dma_addr_t dma;
  char *ring = (char *)dma_alloc_coherent(dev, 256, &dma, GFP_KERNEL);
  volatile struct status *last;
  u32 count;

  CHECK(2, ring);
#ifdef GOOD
  last = (volatile struct status *)(ring + 6);
#else
  last = (volatile struct status *)(ring + 4);
#endif
  count = last->count;
  CHECK(3, count == 0);
  dma_free_coherent(dev, 256, ring, dma);
  return 0;
}
