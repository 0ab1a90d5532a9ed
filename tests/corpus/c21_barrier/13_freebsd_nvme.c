// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C21-13, FreeBSD nvme, https://reviews.freebsd.org/D30995
// nvme (FreeBSD, RISC-V): the queue is synced once, before the loop; an entry's
// command identifier may be older than the status that said it was new.
// EXPECT: missing-read-barrier in nvme_qpair_process_completions at 12
// OPTIONS: ordering=all
// KERNEL: unseen, order is followed in a process only

#include "case.h"

struct nvme_completion {
  u32 cdw0, reserved;
  u16 sqhd, sqid;
  u16 cid;
  u16 status;
};

static __attribute__((__noinline__)) int
nvme_qpair_process_completions(struct nvme_completion *cpl, u16 phase) {
  int cids = 0;

  dma_rmb(); /* bus_dmamap_sync(BUS_DMASYNC_POSTREAD) */
  while ((READ_ONCE(cpl->status) & 1) == phase) {
#ifdef GOOD
    dma_rmb(); /* bus_dmamap_sync(BUS_DMASYNC_POSTREAD) */
#endif
    cids += READ_ONCE(cpl->cid);
    ++cpl;
  }
  return cids;
}

static int driver(struct device *dev) {
  struct nvme_completion done = {.cid = 5, .status = 1};
  dma_addr_t dma;
  struct nvme_completion *cpl = (struct nvme_completion *)dma_alloc_coherent(
      dev, 8 * sizeof(*cpl), &dma, GFP_KERNEL);

  CHECK(2, cpl);
  CHECK(3, dmasan_sim_dma_write(dev, dma, &done, sizeof(done)) == 0);
  CHECK(4, nvme_qpair_process_completions(cpl, 1) == 5);
  dma_free_coherent(dev, 8 * sizeof(*cpl), cpl, dma);
  return 0;
}
