// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C21-05, Linux hisilicon qm, <20260117101806.2172918-2-huangchenghai2@huawei.com>
// hisilicon qm (Linux): the mailbox register is written with one store of 128
// bits that orders nothing, and the barrier comes behind it.
// EXPECT: missing-write-barrier in qm_mb_write at 0
// KERNEL: unseen, order is followed in a process only

#include "case.h"

#define QM_MB_CMD_SEND_BASE 0x300

struct qm_sqc {
  u64 base;
  u32 depth;
};

static __attribute__((__noinline__)) void qm_mb_write(char *io_base,
                                                      u64 command, u64 data) {
  char *mailbox = io_base + QM_MB_CMD_SEND_BASE;

#ifdef GOOD
  wmb();
#endif
  writeq_relaxed(command, mailbox);
  writeq_relaxed(data, mailbox + 8);
#ifndef GOOD
  wmb();
#endif
}

static int driver(struct device *dev) {
  struct qm_sqc seen;
  dma_addr_t dma;
  struct qm_sqc *sqc =
      (struct qm_sqc *)dma_alloc_coherent(dev, sizeof(*sqc), &dma, GFP_KERNEL);
  static char regs[4096];

  CHECK(2, sqc);
  sqc->base = 0x5000;
  sqc->depth = 1024;
  qm_mb_write(regs, 1, dma);
  CHECK(3, dmasan_sim_dma_read(dev, dma, &seen, sizeof(seen)) == 0);
  CHECK(4, seen.depth == 1024);
  dma_free_coherent(dev, sizeof(*sqc), sqc, dma);
  return 0;
}
