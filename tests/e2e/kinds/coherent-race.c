// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a read-modify-write of a word that the device writes meanwhile takes
// the device's write back. A word of the CPU's own beside it is fine.
// EXPECT: coherent-race in acknowledge at 4
// OPTIONS: ordering=all
// RUN: %run_case %s -O0 -O2

#include "case.h"

struct ring {
  u32 mine;
  u32 shared;
};

static __attribute__((noinline)) void
acknowledge(struct device *dev, struct ring *r, dma_addr_t dma) {
  u32 event = 0x80, old;

#ifdef GOOD
  old = READ_ONCE(r->mine);
#else
  old = READ_ONCE(r->shared);
#endif
  dmasan_sim_dma_write(dev, dma + 4, &event, sizeof(event));
#ifdef GOOD
  WRITE_ONCE(r->mine, old | 1);
#else
  WRITE_ONCE(r->shared, old | 1);
#endif
}

static int driver(struct device *dev) {
  dma_addr_t dma;
  struct ring *r =
      (struct ring *)dma_alloc_coherent(dev, sizeof(*r), &dma, GFP_KERNEL);

  CHECK(2, r);
  acknowledge(dev, r, dma);
  dma_free_coherent(dev, sizeof(*r), r, dma);
  return 0;
}
