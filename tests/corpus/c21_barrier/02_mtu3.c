// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C21-02, Linux mtu3, <20211218095749.6250-2-chunfeng.yun@mediatek.com>
// mtu3 (Linux): the queue engine, which is running, takes a descriptor as soon
// as its HWO bit is set; nothing orders the buffer's address before it.
// EXPECT: missing-write-barrier in mtu3_prepare_tx_gpd at 0
// OPTIONS: ordering=all
// KERNEL: unseen, order is followed in a process only

#include "case.h"

#define GPD_FLAGS_HWO 1u

struct qmu_gpd {
  u32 dw0_info;
  u32 next_gpd;
  u32 buffer;
  u32 dw3_info;
};

static __attribute__((__noinline__)) void
mtu3_prepare_tx_gpd(struct qmu_gpd *gpd, u32 next, u32 buffer, u32 length) {
  WRITE_ONCE(gpd->buffer, buffer);
  WRITE_ONCE(gpd->dw3_info, length);
  WRITE_ONCE(gpd->next_gpd, next);
#ifdef GOOD
  mb(); /* before the ownership changes */
#endif
  WRITE_ONCE(gpd->dw0_info, READ_ONCE(gpd->dw0_info) | GPD_FLAGS_HWO);
}

static int driver(struct device *dev) {
  struct dma_pool *pool =
      dma_pool_create("QMU_GPD", dev, 2 * sizeof(struct qmu_gpd), 16, 0);
  struct qmu_gpd seen;
  dma_addr_t dma;
  struct qmu_gpd *gpd =
      pool ? (struct qmu_gpd *)dma_pool_zalloc(pool, GFP_KERNEL, &dma) : NULL;

  CHECK(2, gpd);
  mtu3_prepare_tx_gpd(gpd, (u32)dma + sizeof(*gpd), 0x3000, 512);
  CHECK(3, dmasan_sim_dma_read(dev, dma, &seen, sizeof(seen)) == 0);
  CHECK(4, seen.dw0_info & GPD_FLAGS_HWO);
  dma_pool_free(pool, gpd, dma);
  dma_pool_destroy(pool);
  return 0;
}
