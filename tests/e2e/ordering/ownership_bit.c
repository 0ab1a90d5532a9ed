// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: the device polls an ownership bit, so the rest of the descriptor has
// to be visible before it. Two descriptors in a row, the first handed over
// while the second is filled, are fine.
// EXPECT: missing-write-barrier in fill at 28
// OPTIONS: ordering=all
// RUN: %run_case %s -O0 -O2

#include "case.h"

enum { OWNED_BY_DEVICE = 1 };

struct descriptor {
  u64 address;
  u32 length;
  u32 flags;
};

static __attribute__((noinline)) void fill(struct descriptor *d, u64 address) {
  WRITE_ONCE(d->address, address);
  WRITE_ONCE(d->length, 64);
#ifdef GOOD
  dma_wmb();
#else
  if (d->flags) /* the second one */
    dma_wmb();
#endif
  WRITE_ONCE(d->flags, OWNED_BY_DEVICE);
}

static int driver(struct device *dev) {
  dma_addr_t dma;
  struct descriptor *ring = (struct descriptor *)dma_alloc_coherent(
      dev, 4 * sizeof(*ring), &dma, GFP_KERNEL);
  struct descriptor seen[2];

  CHECK(2, ring);
  ring[0].flags = 2;
  wmb();
  fill(&ring[0], 0x1000);
  fill(&ring[1], 0x2000);
  CHECK(3, dmasan_sim_dma_read(dev, dma, seen, sizeof(seen)) == 0);
  CHECK(4, seen[1].address == 0x2000);
  dma_free_coherent(dev, 4 * sizeof(*ring), ring, dma);
  return 0;
}
