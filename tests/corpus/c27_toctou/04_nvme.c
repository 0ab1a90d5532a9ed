// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C27-04, Linux nvme-pci, commit 171b10f7a86c
// nvme-pci (Linux): a completion's command identifier is read for the range
// check and again for the lookup of its request.
// EXPECT: double-fetch in nvme_handle_cqe at 12
// FLAGS: -fsanitize-dma-fetches
// KERNEL: unseen, repeated reads are followed in a process only

#include "case.h"

struct nvme_completion {
  u64 result;
  u16 sq_head, sq_id;
  u16 command_id;
  u16 status;
};

static u32 rqs[8];

static __attribute__((__noinline__)) int
nvme_handle_cqe(const volatile struct nvme_completion *cqe, u32 q_depth) {
  u16 command_id = cqe->command_id;

  if (command_id >= q_depth)
    return -EINVAL;
#ifndef GOOD
  command_id = cqe->command_id;
#endif
  return (int)++rqs[command_id % 8];
}

static int driver(struct device *dev) {
  struct nvme_completion sent = {.command_id = 3, .status = 1};
  dma_addr_t dma;
  struct nvme_completion *cqe = (struct nvme_completion *)dma_alloc_coherent(
      dev, sizeof(*cqe), &dma, GFP_KERNEL);

  CHECK(2, cqe);
  CHECK(3, dmasan_sim_dma_write(dev, dma, &sent, sizeof(sent)) == 0);
  CHECK(4, nvme_handle_cqe(cqe, 8) == 1);
  dma_free_coherent(dev, sizeof(*cqe), cqe, dma);
  return 0;
}
