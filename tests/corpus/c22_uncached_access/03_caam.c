// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C22-03, U-Boot caam, commit 30325c2c4fb3
// caam (U-Boot): an address lies at byte 12 of the job descriptor, in memory
// that is not cached, and is written as one 64-bit number.
// EXPECT: coherent-unaligned-access in append_ptr at 12
// OPTIONS: coherent_memory=device

#include "case.h"

struct ptr_addr {
  u32 high, low;
};

union ptr_addr_t {
  u64 m_whole;
  struct ptr_addr m_halfs;
};

static __attribute__((__noinline__)) void append_ptr(u32 *desc,
                                                     dma_addr_t ptr) {
#ifdef GOOD
  volatile struct ptr_addr *offset = (volatile struct ptr_addr *)desc;

  offset->low = (u32)ptr;
  offset->high = (u32)(ptr >> 32);
#else
  volatile union ptr_addr_t *offset = (volatile union ptr_addr_t *)desc;

  offset->m_whole = ptr;
#endif
}

static int driver(struct device *dev) {
  dma_addr_t dma;
  u32 *desc = (u32 *)dma_alloc_coherent(dev, 256, &dma, GFP_KERNEL);

  CHECK(2, desc);
  append_ptr(desc + 3, dma + 128);
  dma_free_coherent(dev, 256, desc, dma);
  return 0;
}
