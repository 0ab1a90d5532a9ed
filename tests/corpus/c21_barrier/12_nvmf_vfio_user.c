// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C21-12, SPDK nvmf vfio-user, SPDK b7775dae8e16
// nvmf vfio-user (SPDK): a completion's phase bit, which the client polls, is
// written before the status code and with no barrier behind the entry.
// EXPECT: missing-write-barrier in post_completion at 14
// OPTIONS: ordering=all
// KERNEL: unseen, order is followed in a process only

#include "case.h"

struct spdk_nvme_cpl {
  u32 cdw0, reserved;
  u16 sqhd, sqid;
  u16 cid;
  u16 status; /* bit 0: phase */
};

static __attribute__((__noinline__)) void
post_completion(struct spdk_nvme_cpl *cpl, u16 sqhd, u16 cid, u16 sc) {
  WRITE_ONCE(cpl->sqhd, sqhd);
  WRITE_ONCE(cpl->cid, cid);
#ifdef GOOD
  WRITE_ONCE(cpl->status, (READ_ONCE(cpl->status) & 1) | (u16)(sc << 1));
  dma_wmb();
  WRITE_ONCE(cpl->status, READ_ONCE(cpl->status) ^ 1);
#else
  WRITE_ONCE(cpl->status, READ_ONCE(cpl->status) ^ 1);
  WRITE_ONCE(cpl->status, (READ_ONCE(cpl->status) & 1) | (u16)(sc << 1));
#endif
}

/* The client in the other process is the one that reads by itself. */
static int driver(struct device *client) {
  struct spdk_nvme_cpl seen;
  dma_addr_t dma;
  struct spdk_nvme_cpl *cpl = (struct spdk_nvme_cpl *)dma_alloc_coherent(
      client, sizeof(*cpl), &dma, GFP_KERNEL);

  CHECK(2, cpl);
  post_completion(cpl, 1, 3, 0x82);
  CHECK(3, dmasan_sim_dma_read(client, dma, &seen, sizeof(seen)) == 0);
  CHECK(4, seen.status == (0x82 << 1 | 1));
  dma_free_coherent(client, sizeof(*cpl), cpl, dma);
  return 0;
}
