// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: what an ownership bit guards is read behind a read barrier. In an
// interrupt, and after an ordered register read, what the device wrote before
// is there.
// EXPECT: missing-read-barrier in poll_done at 8
// OPTIONS: ordering=all
// RUN: %run_case %s -O0 -O2

#include "case.h"

#include <linux/interrupt.h>
#include <linux/pci.h>

enum { DONE = 1 };

struct completion_entry {
  u32 status, pad;
  u32 length;
};

static u32 total;

static __attribute__((noinline)) u32 poll_done(struct completion_entry *e) {
  if (!(READ_ONCE(e->status) & DONE))
    return 0;
#ifdef GOOD
  dma_rmb();
#endif
  return READ_ONCE(e->length);
}

static irqreturn_t handler(int irq, void *data) {
  struct completion_entry *e = (struct completion_entry *)data;

  (void)irq;
  if (READ_ONCE(e->status) & DONE)
    total += READ_ONCE(e->length);
  return IRQ_HANDLED;
}

static int driver(struct device *dev) {
  struct completion_entry done = {.status = DONE, .length = 5}, idle = {};
  static u32 regs;
  dma_addr_t dma;
  struct completion_entry *e = (struct completion_entry *)dma_alloc_coherent(
      dev, sizeof(*e), &dma, GFP_KERNEL);
  int irq = pci_irq_vector(to_pci_dev(dev), 0);

  CHECK(2, e);
  CHECK(3, request_irq(irq, handler, 0, "case", e) == 0);
  CHECK(4, poll_done(e) == 0);
  CHECK(5, dmasan_sim_dma_write(dev, dma, &done, sizeof(done)) == 0);
  CHECK(6, poll_done(e) == 5);
  CHECK(7, dmasan_sim_dma_write(dev, dma, &idle, sizeof(idle)) == 0);
  CHECK(8, dmasan_sim_dma_write(dev, dma, &done, sizeof(done)) == 0);
  CHECK(9, dmasan_sim_raise_irq(dev, 0) == 1 && total == 5);
  CHECK(10, dmasan_sim_dma_write(dev, dma, &done, sizeof(done)) == 0);
  (void)readl_relaxed(&regs);
  rmb();
  total += READ_ONCE(e->status) + READ_ONCE(e->length);
  free_irq(irq, e);
  dma_free_coherent(dev, sizeof(*e), e, dma);
  return 0;
}
