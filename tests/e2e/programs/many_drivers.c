// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: two devices at work at the same time. Each has a thread that fills
// and maps buffers and one that completes them, as an interrupt thread does:
// mappings are made by one thread and ended by another, on pages that both
// devices use. One wrong write in 2000 transfers is told, and only that.
// EXPECT: cpu-write-device-owned in complete_one at 7
// RUN: %run_case %s -O0 -O2

#include "case.h"

#include <pthread.h>
#include <sched.h>

enum { TRANSFERS = 1000, SLOTS = 8, SIZE = 64 };

struct engine {
  struct device *dev;
  char *buffers; /* every other line of a page is the other engine's */
  dma_addr_t dma[SLOTS];
  unsigned head, tail; /* posted and completed, atomic */
  int number, wrong;
};

static char *slot(struct engine *e, unsigned i) {
  return e->buffers + (2 * (i % SLOTS) + (unsigned)e->number) * SIZE;
}

static __attribute__((noinline)) void complete_one(struct engine *e,
                                                   unsigned i) {
  char *data = slot(e, i);
  u8 seen;

#ifndef GOOD
  if (e->number == 1 && i == TRANSFERS / 2)
    data[7] = 1;
#endif
  e->wrong |= dmasan_sim_dma_read(e->dev, e->dma[i % SLOTS], &seen, 1) != 0;
  e->wrong |= seen != (u8)i;
  dma_unmap_single(e->dev, e->dma[i % SLOTS], SIZE, DMA_BIDIRECTIONAL);
  data[0] = 0;
}

static void *completer(void *opaque) {
  struct engine *e = (struct engine *)opaque;

  for (unsigned i = 0; i != TRANSFERS; ++i) {
    while (__atomic_load_n(&e->head, __ATOMIC_ACQUIRE) == i)
      sched_yield();
    complete_one(e, i);
    __atomic_store_n(&e->tail, i + 1, __ATOMIC_RELEASE);
  }
  return NULL;
}

static void *submitter(void *opaque) {
  struct engine *e = (struct engine *)opaque;

  for (unsigned i = 0; i != TRANSFERS; ++i) {
    while (i - __atomic_load_n(&e->tail, __ATOMIC_ACQUIRE) == SLOTS)
      sched_yield();
    slot(e, i)[0] = (char)i;
    e->dma[i % SLOTS] =
        dma_map_single(e->dev, slot(e, i), SIZE, DMA_BIDIRECTIONAL);
    e->wrong |= dma_mapping_error(e->dev, e->dma[i % SLOTS]);
    __atomic_store_n(&e->head, i + 1, __ATOMIC_RELEASE);
  }
  return NULL;
}

static int driver(struct device *dev) {
  struct device *other = dmasan_sim_device_create("other", NULL);
  char *page = (char *)get_zeroed_page(GFP_KERNEL);
  struct engine engines[2] = {{.dev = dev, .buffers = page},
                              {.dev = other, .buffers = page, .number = 1}};
  pthread_t threads[4];

  CHECK(2, other && page);
  CHECK(3, dma_set_mask_and_coherent(other, DMA_BIT_MASK(64)) == 0);
  for (int i = 0; i < 4; ++i)
    CHECK(4, pthread_create(&threads[i], NULL, i % 2 ? completer : submitter,
                            &engines[i / 2]) == 0);
  for (int i = 0; i < 4; ++i)
    pthread_join(threads[i], NULL);
  CHECK(5, !engines[0].wrong && !engines[1].wrong);
  free_page((unsigned long)page);
  dmasan_sim_device_destroy(other);
  return 0;
}
