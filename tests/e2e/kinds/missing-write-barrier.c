// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a relaxed register write overtakes the descriptor it announces; one
// that starts nothing, before an ordered one that does, is fine.
// EXPECT: missing-write-barrier in start at 64
// RUN: %run_case %s -O0 -O2

#include "case.h"

struct descriptor {
  u64 address;
  u32 length;
  u32 flags;
};

enum { CONFIG = 0, START = 64 };

static __attribute__((noinline)) void start(struct descriptor *d, char *regs) {
  WRITE_ONCE(d->address, 0x1000);
  WRITE_ONCE(d->length, 64);
  writel_relaxed(3, regs + CONFIG);
#ifdef GOOD
  writel(1, regs + START);
#else
  writel_relaxed(1, regs + START);
#endif
}

static int driver(struct device *dev) {
  static char regs[128];
  dma_addr_t dma;
  char *ring = (char *)dma_alloc_coherent(dev, 256, &dma, GFP_KERNEL);
  struct descriptor seen;

  CHECK(2, ring);
  start((struct descriptor *)(ring + 64), regs);
  CHECK(3, dmasan_sim_dma_read(dev, dma + 64, &seen, sizeof(seen)) == 0);
  dma_free_coherent(dev, 256, ring, dma);
  return 0;
}
