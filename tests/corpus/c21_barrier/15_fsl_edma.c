// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C21-15, Linux fsl-edma, <20251124-dma-coldfire-v1-1-dc8f93185464@yoseli.org>
// fsl-edma (Linux, ColdFire): the channel is started with a plain store right
// behind the transfer descriptor that it fetches from memory.
// EXPECT: missing-write-barrier in fsl_edma_enable_request at 0
// KERNEL: unseen, order is followed in a process only

#include "case.h"

#define EDMA_SERQ 0x1b

struct fsl_edma_hw_tcd {
  u32 saddr;
  u16 soff, attr;
  u32 nbytes;
  u32 daddr;
};

static __attribute__((__noinline__)) void
fsl_edma_fill_tcd(struct fsl_edma_hw_tcd *tcd, u32 src, u32 dst, u32 nbytes) {
  tcd->saddr = src;
  tcd->daddr = dst;
  tcd->nbytes = nbytes;
#ifdef GOOD
  wmb();
#endif
}

static __attribute__((__noinline__)) void fsl_edma_enable_request(char *regs,
                                                                  u8 channel) {
  __raw_writeb(channel, regs + EDMA_SERQ);
}

static int driver(struct device *dev) {
  struct dma_pool *pool =
      dma_pool_create("tcd_pool", dev, sizeof(struct fsl_edma_hw_tcd), 32, 0);
  static char regs[256];
  struct fsl_edma_hw_tcd seen;
  dma_addr_t dma;
  struct fsl_edma_hw_tcd *tcd =
      pool ? (struct fsl_edma_hw_tcd *)dma_pool_alloc(pool, GFP_KERNEL, &dma)
           : NULL;

  CHECK(2, tcd);
  fsl_edma_fill_tcd(tcd, 0x1000, 0x2000, 64);
  fsl_edma_enable_request(regs, 4);
  CHECK(3, dmasan_sim_dma_read(dev, dma, &seen, sizeof(seen)) == 0);
  CHECK(4, seen.nbytes == 64);
  dma_pool_free(pool, tcd, dma);
  dma_pool_destroy(pool);
  return 0;
}
