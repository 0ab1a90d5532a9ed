// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C04-09, Linux hisilicon hpre, <1620637375-39155-1-git-send-email-tanghui20@huawei.com>
// hisilicon hpre (Linux): the error path unmaps what the descriptor held
// before anything was mapped.
// EXPECT: unmap-not-mapped in free_request at 0

#include "case.h"

struct sqe {
  dma_addr_t in;
};

static __attribute__((__noinline__)) void free_request(struct device *dev,
                                                       struct sqe *sqe) {
#ifdef GOOD
  if (sqe->in)
#endif
    dma_unmap_single(dev, sqe->in, 128, DMA_TO_DEVICE);
}

static int driver(struct device *dev) {
#ifdef GOOD
  struct sqe sqe = {0};
#else
  struct sqe sqe = {0x5a5a5a5a}; /* whatever it held */
#endif

  free_request(dev, &sqe);
  return 0;
}
