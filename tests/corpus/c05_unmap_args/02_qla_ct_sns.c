// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C05-02, Linux qla2xxx, commit d376dbda1873
// qla2xxx (Linux d376dbda1873): the response is allocated with one size, and
// the size of another structure is kept for the free.
// EXPECT: coherent-free-mismatch in free_ct at 0

#include "case.h"

static __attribute__((__noinline__)) void free_ct(struct device *dev, char *rsp,
                                                  dma_addr_t dma, size_t kept) {
  dma_free_coherent(dev, kept, rsp, dma);
}

static int driver(struct device *dev) {
  dma_addr_t dma;
  char *rsp = (char *)dma_alloc_coherent(dev, 32784, &dma, GFP_KERNEL);

  CHECK(2, rsp);
#ifdef GOOD
  free_ct(dev, rsp, dma, 32784);
#else
  free_ct(dev, rsp, dma, 8208);
#endif
  return 0;
}
