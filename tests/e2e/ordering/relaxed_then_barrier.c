// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a barrier behind the register write comes too late, and dma_wmb()
// does not order register writes; wmb() before a relaxed write does. Nothing
// the device reads is needed to see it: the memory is let go without order.
// EXPECT: missing-write-barrier in too_late at 0
// EXPECT: missing-write-barrier in wrong_kind at 8
// RUN: %run_case %s -O0 -O2

#include "case.h"

static char regs[8];

static __attribute__((noinline)) void too_late(u64 *mailbox) {
  WRITE_ONCE(*mailbox, 7);
#ifdef GOOD
  wmb();
#endif
  writel_relaxed(1, regs);
  wmb();
}

static __attribute__((noinline)) void wrong_kind(u64 *mailbox) {
  WRITE_ONCE(*mailbox, 8);
#ifdef GOOD
  wmb();
#else
  dma_wmb();
#endif
  writel_relaxed(1, regs);
}

static int driver(struct device *dev) {
  dma_addr_t dma;
  u64 *mailbox = (u64 *)dma_alloc_coherent(dev, 64, &dma, GFP_KERNEL);
  u64 seen;

  CHECK(2, mailbox);
  too_late(&mailbox[0]);
  CHECK(3, dmasan_sim_dma_read(dev, dma, &seen, sizeof(seen)) == 0);
  wrong_kind(&mailbox[1]);
  dma_free_coherent(dev, 64, mailbox, dma);
  return 0;
}
