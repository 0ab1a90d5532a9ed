// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: on a port that maps coherent memory strongly ordered descriptors are
// cleared with memset_io, not with memset.
// EXPECT: coherent-bulk-access in clear at 16
// OPTIONS: coherent_memory=device
// RUN: %run_case %s -O0 -O2

#include "case.h"

static __attribute__((__noinline__)) void clear(char *ring, size_t size) {
#ifdef GOOD
  memset_io(ring + 16, 0, size);
#else
  memset(ring + 16, 0, size);
#endif
}

static int driver(struct device *dev) {
  dma_addr_t dma;
  char *ring = (char *)dma_alloc_coherent(dev, 256, &dma, GFP_KERNEL);

  CHECK(2, ring);
  clear(ring, 128);
  dma_free_coherent(dev, 256, ring, dma);
  return 0;
}
