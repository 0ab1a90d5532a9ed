// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a list of one entry is unmapped with what its map returned, by way of
// a variable and of a member; a member that has other values, too, and the
// nents that were given are fine.
// EXPECT: sg-returned-nents in by_variable at 0
// EXPECT: sg-returned-nents in by_member at 0
// OPTIONS: report_from=style
// RUN: %run_case %s -O0 -O2

#include "case.h"

struct request {
  struct scatterlist sg;
  int mapped; /* only what map returned */
  int nents;  /* either */
};

static __attribute__((__noinline__)) int by_variable(struct device *dev,
                                                     struct scatterlist *sg) {
  int count = (int)dma_map_sg(dev, sg, 1, DMA_TO_DEVICE);

  CHECK(3, count);
#ifdef GOOD
  count = (int)sg_nents(sg);
#endif
  dma_unmap_sg(dev, sg, count, DMA_TO_DEVICE);
  return 0;
}

static __attribute__((__noinline__)) int by_member(struct device *dev,
                                                   struct request *r) {
  r->mapped = (int)dma_map_sg(dev, &r->sg, 1, DMA_TO_DEVICE);
  CHECK(4, r->mapped == 1);
#ifdef GOOD
  dma_unmap_sg(dev, &r->sg, 1, DMA_TO_DEVICE);
#else
  dma_unmap_sg(dev, &r->sg, r->mapped, DMA_TO_DEVICE);
#endif
  return 0;
}

static __attribute__((__noinline__)) int either(struct device *dev,
                                                struct request *r) {
  int given;

  r->nents = (int)sg_nents(&r->sg);
  given = r->nents;
  r->nents = (int)dma_map_sg(dev, &r->sg, given, DMA_TO_DEVICE);
  CHECK(5, r->nents == 1);
  r->nents = given;
  dma_unmap_sg(dev, &r->sg, r->nents, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  struct request r = {};
  int error;

  CHECK(2, buf);
  sg_init_one(&r.sg, buf, 256);
  error = by_variable(dev, &r.sg);
  if (!error)
    error = by_member(dev, &r);
  if (!error)
    error = either(dev, &r);
  kfree(buf);
  return error;
}
