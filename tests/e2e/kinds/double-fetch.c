// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a length that was checked is read again, and may be another one by
// then. Polling one word, and looking again behind a read barrier, are fine.
// EXPECT: double-fetch in receive at 4
// RUN: %run_case %s -fsanitize-dma-fetches "-fsanitize-dma-fetches -O2"

#include "case.h"

struct message {
  u32 ready;
  u32 length;
  char payload[56];
};

static __attribute__((noinline)) u32 receive(struct message *m, char *to) {
  u32 length;

  while (!READ_ONCE(m->ready))
    ;
  dma_rmb();
  if (!READ_ONCE(m->ready))
    return 0;
  length = READ_ONCE(m->length);
  if (length > sizeof(m->payload))
    return 0;
#ifndef GOOD
  length = READ_ONCE(m->length);
#endif
  memcpy(to, m->payload, length);
  return length;
}

static int driver(struct device *dev) {
  struct message sent = {.ready = 1, .length = 3, .payload = "abc"};
  char to[56];
  dma_addr_t dma;
  struct message *m =
      (struct message *)dma_alloc_coherent(dev, sizeof(*m), &dma, GFP_KERNEL);

  CHECK(2, m);
  CHECK(3, dmasan_sim_dma_write(dev, dma, &sent, sizeof(sent)) == 0);
  CHECK(4, receive(m, to) == 3);
  dma_free_coherent(dev, sizeof(*m), m, dma);
  return 0;
}
