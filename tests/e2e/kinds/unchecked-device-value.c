// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: the device says which entry of a table is meant and how long its
// packet is; both have limits that it may not know. What was compared, and an
// index of a few bits, are fine; so are values of the driver's own memory.
// EXPECT: unchecked-device-value in look_up at 4
// EXPECT: unchecked-device-value in copy_packet at 8
// RUN: %run_case %s "-fsanitize-dma-fetches -O1" "-fsanitize-dma-fetches -O2"

#include "case.h"

struct status {
  u32 done;
  u32 index;
  u16 length;
  u16 type; /* low three bits */
};

static u32 table[16], types[8];

static __attribute__((noinline)) u32 look_up(const struct status *s) {
  u32 index = READ_ONCE(s->index);
#ifdef GOOD
  if (index >= 16)
    return 0;
#endif
  return table[index] + types[READ_ONCE(s->type) & 7];
}

static __attribute__((noinline)) void copy_packet(char *to, const char *from,
                                                  const struct status *s) {
  u16 length = READ_ONCE(s->length);
#ifdef GOOD
  if (length > 64)
    length = 64;
#endif
  memcpy(to, from, length);
}

static int driver(struct device *dev) {
  struct status sent = {.done = 1, .index = 3, .length = 5, .type = 0x85};
  struct status mine = sent;
  char to[64], from[64] = "text";
  dma_addr_t dma;
  struct status *s =
      (struct status *)dma_alloc_coherent(dev, sizeof(*s), &dma, GFP_KERNEL);

  CHECK(2, s);
  CHECK(3, dmasan_sim_dma_write(dev, dma, &sent, sizeof(sent)) == 0);
  table[3] = 7;
  CHECK(4, look_up(s) == 7 && look_up(&mine) == 7);
  copy_packet(to, from, s);
  copy_packet(to, from, &mine);
  CHECK(5, to[3] == 't');
  dma_free_coherent(dev, sizeof(*s), s, dma);
  return 0;
}
