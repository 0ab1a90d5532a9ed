// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C06-02, Linux img-hash, <20250630091623.75655-2-fourier.thomas@gmail.com>
// img-hash (Linux): the count that dma_map_sg() returned is kept for the unmap.
// The list has one entry, so the two numbers are equal at run time.
// EXPECT: sg-returned-nents in img_hash_write_via_dma_stop at 0
// OPTIONS: report_from=style
// KERNEL: no, notes of style tell there what shares a page with its buffer

#include "case.h"

struct img_hash_request_ctx {
  struct scatterlist *sg;
  int dma_ct;
};

static __attribute__((__noinline__)) int
img_hash_xmit_dma(struct device *dev, struct img_hash_request_ctx *ctx) {
#ifdef GOOD
  return dma_map_sg(dev, ctx->sg, 1, DMA_TO_DEVICE) ? 0 : -EINVAL;
#else
  ctx->dma_ct = (int)dma_map_sg(dev, ctx->sg, 1, DMA_TO_DEVICE);
  return ctx->dma_ct ? 0 : -EINVAL;
#endif
}

static __attribute__((__noinline__)) void
img_hash_write_via_dma_stop(struct device *dev,
                            struct img_hash_request_ctx *ctx) {
#ifdef GOOD
  dma_unmap_sg(dev, ctx->sg, 1, DMA_TO_DEVICE);
#else
  dma_unmap_sg(dev, ctx->sg, ctx->dma_ct, DMA_TO_DEVICE);
#endif
}

static int driver(struct device *dev) {
  char *data = (char *)kzalloc(256, GFP_KERNEL);
  struct img_hash_request_ctx ctx = {};
  struct scatterlist sg;

  CHECK(2, data);
  sg_init_one(&sg, data, 256);
  ctx.sg = &sg;
  CHECK(3, img_hash_xmit_dma(dev, &ctx) == 0);
  img_hash_write_via_dma_stop(dev, &ctx);
  kfree(data);
  return 0;
}
