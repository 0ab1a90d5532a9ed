// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C22-01, barebox ehci, commit 614c4feef097
// ehci (barebox): the queue head is cleared with memset(), which is free to use
// instructions that device memory does not take.
// EXPECT: coherent-bulk-access in ehci_init_qh at 0
// OPTIONS: coherent_memory=device

#include "case.h"

struct QH {
  u32 qh_link, qh_endpt1, qh_endpt2, qh_curtd;
  u32 qt_next, qt_altnext, qt_token, qt_buffer[5], qt_buffer_hi[5];
  u32 fill[15];
};

static __attribute__((__noinline__)) void ehci_init_qh(struct QH *qh) {
#ifdef GOOD
  memset_io(qh, 0, sizeof(*qh));
#else
  memset(qh, 0, sizeof(*qh));
#endif
}

static int driver(struct device *dev) {
  dma_addr_t dma;
  struct QH *qh_list =
      (struct QH *)dma_alloc_coherent(dev, sizeof(*qh_list), &dma, GFP_KERNEL);

  CHECK(2, qh_list);
  ehci_init_qh(qh_list);
  dma_free_coherent(dev, sizeof(*qh_list), qh_list, dma);
  return 0;
}
