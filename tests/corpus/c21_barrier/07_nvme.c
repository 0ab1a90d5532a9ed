// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C21-07, Linux nvme-pci, commit b69e2ef24b7b
// nvme-pci (Linux): the phase bit of a completion entry guards the rest of it
// by control flow only, which orders no loads.
// EXPECT: missing-read-barrier in nvme_handle_cqe at 12
// OPTIONS: ordering=all
// KERNEL: unseen, order is followed in a process only

#include "case.h"

struct nvme_completion {
  u64 result;
  u16 sq_head;
  u16 sq_id;
  u16 command_id;
  u16 status;
};

struct nvme_queue {
  struct nvme_completion *cqes;
  u16 cq_head;
  u16 cq_phase;
};

static u32 completed;

static int nvme_cqe_pending(struct nvme_queue *nvmeq) {
  return (READ_ONCE(nvmeq->cqes[nvmeq->cq_head].status) & 1) == nvmeq->cq_phase;
}

static __attribute__((__noinline__)) void
nvme_handle_cqe(struct nvme_queue *nvmeq, u16 idx) {
  completed += READ_ONCE(nvmeq->cqes[idx].command_id);
}

static __attribute__((__noinline__)) int nvme_poll_cq(struct nvme_queue *q) {
  int found = 0;

  while (nvme_cqe_pending(q)) {
    ++found;
#ifdef GOOD
    dma_rmb();
#endif
    nvme_handle_cqe(q, q->cq_head++);
  }
  return found;
}

static int driver(struct device *dev) {
  struct nvme_completion done = {.command_id = 3, .status = 1};
  struct nvme_queue q = {.cq_phase = 1};
  dma_addr_t dma;

  q.cqes = (struct nvme_completion *)dma_alloc_coherent(
      dev, 8 * sizeof(*q.cqes), &dma, GFP_KERNEL);
  CHECK(2, q.cqes);
  CHECK(3, nvme_poll_cq(&q) == 0);
  CHECK(4, dmasan_sim_dma_write(dev, dma, &done, sizeof(done)) == 0);
  CHECK(5, nvme_poll_cq(&q) == 1 && completed == 3);
  dma_free_coherent(dev, 8 * sizeof(*q.cqes), q.cqes, dma);
  return 0;
}
