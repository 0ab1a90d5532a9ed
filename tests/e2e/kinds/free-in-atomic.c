// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a ring is freed under a lock that switches interrupts off, and in an
// interrupt handler. In the right version the lock leaves interrupts on, and
// the handler leaves the ring to its thread.
// EXPECT: free-in-atomic in stop at 0
// EXPECT: free-in-atomic in on_error at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

#include <linux/interrupt.h>
#include <linux/pci.h>
#include <linux/spinlock.h>

struct ring {
  struct device *dev;
  spinlock_t lock;
  void *descriptors;
  dma_addr_t dma;
};

static __attribute__((__noinline__)) void stop(struct ring *ring) {
#ifdef GOOD
  spin_lock(&ring->lock);
  dma_free_coherent(ring->dev, 256, ring->descriptors, ring->dma);
  spin_unlock(&ring->lock);
#else
  unsigned long flags;

  spin_lock_irqsave(&ring->lock, flags);
  dma_free_coherent(ring->dev, 256, ring->descriptors, ring->dma);
  spin_unlock_irqrestore(&ring->lock, flags);
#endif
}

static irqreturn_t on_error(int irq, void *data) {
  struct ring *ring = (struct ring *)data;

  (void)irq;
  dma_free_coherent(ring->dev, 256, ring->descriptors, ring->dma);
  return IRQ_HANDLED;
}

static int allocate(struct ring *ring) {
  ring->descriptors =
      dma_alloc_coherent(ring->dev, 256, &ring->dma, GFP_KERNEL);
  return ring->descriptors != NULL;
}

static int driver(struct device *dev) {
  struct ring ring = {.dev = dev};
  unsigned int irq = (unsigned int)to_pci_dev(dev)->irq;

  spin_lock_init(&ring.lock);
  CHECK(2, allocate(&ring));
  stop(&ring);
  CHECK(3, allocate(&ring));
#ifdef GOOD
  CHECK(4, !request_threaded_irq(irq, NULL, on_error, 0, "ring", &ring));
#else
  CHECK(4, !request_irq(irq, on_error, 0, "ring", &ring));
#endif
  CHECK(5, dmasan_sim_raise_irq(dev, 0) == 1);
  free_irq(irq, &ring);
  return 0;
}
