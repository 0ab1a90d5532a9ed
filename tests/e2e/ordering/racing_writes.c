// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a store that nothing has ordered yet may land on top of what the
// device writes to the same bytes. Once the device is started with an ordered
// write, or has read the store, it is over.
// EXPECT: coherent-race in complete_now at 4
// OPTIONS: ordering=all
// RUN: %run_case %s -O0 -O2

#include "case.h"

static char regs[4];

static __attribute__((noinline)) void submit(u32 *word) {
  WRITE_ONCE(word[1], 0);
#ifdef GOOD
  writel(1, regs);
#else
  (void)regs;
#endif
}

static __attribute__((noinline)) int complete_now(struct device *dev,
                                                  dma_addr_t dma) {
  u32 status = 1;
  return dmasan_sim_dma_write(dev, dma + 4, &status, sizeof(status));
}

static int driver(struct device *dev) {
  dma_addr_t dma;
  u32 *word = (u32 *)dma_alloc_coherent(dev, 64, &dma, GFP_KERNEL), seen;

  CHECK(2, word);
  submit(word);
  CHECK(3, complete_now(dev, dma) == 0);
  WRITE_ONCE(word[8], 1);
  CHECK(4, dmasan_sim_dma_read(dev, dma + 32, &seen, sizeof(seen)) == 0);
  CHECK(5, dmasan_sim_dma_write(dev, dma + 32, &seen, sizeof(seen)) == 0);
  dma_free_coherent(dev, 64, word, dma);
  return 0;
}
