// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Not this tall to ride: cache maintenance was one byte short, so the
// last byte of a 129-byte frame stayed in its line. The fix reaches one line
// further, and now an allocator that packs loses its neighbour's bytes. Here
// the neighbour: packed kmalloc against one that pads to the line.
// EXPECT: cacheline-shared-object in receive_frame at 129
// EXPECT: cacheline-neighbor-write in receive_frame at 136
// RUN: %run_case %s

#include "case.h"

const char *__dmasan_default_options(void) {
#ifdef GOOD
  return "kmalloc_aligned=1";
#else
  return "kmalloc_aligned=0";
#endif
}

static __attribute__((__noinline__)) int
receive_frame(struct device *dev, char *frame, volatile char *bookkeeping) {
  dma_addr_t dma = dma_map_single(dev, frame, 129, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "frame", 5) == 0);
  bookkeeping[0] = 'b';
  dma_unmap_single(dev, dma, 129, DMA_FROM_DEVICE);
  CHECK(4, memcmp(frame, "frame", 5) == 0);
#ifdef GOOD
  CHECK(5, bookkeeping[0] == 'b');
#else
  CHECK(6, bookkeeping[0] == 0);
#endif
  return 0;
}

static int driver(struct device *dev) {
  char *frame = (char *)kzalloc(129, GFP_KERNEL);
  char *bookkeeping = (char *)kzalloc(129, GFP_KERNEL);
  int error = receive_frame(dev, frame, bookkeeping);

  kfree(bookkeeping);
  kfree(frame);
  return error;
}
