// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: ways to test what map_sg returned that are not a plain comparison on
// the spot: in another function, kept in memory, through a narrower variable.
// RUN: %run_case %s -O0 -O2

#include "case.h"

struct request {
  struct scatterlist sg;
  int mapped;
};

static __attribute__((__noinline__)) int failed(int count) {
  return count == 0;
}

static __attribute__((__noinline__)) int map(struct device *dev,
                                             struct request *request) {
  return dma_map_sg(dev, &request->sg, 1, DMA_TO_DEVICE);
}

static __attribute__((__noinline__)) void map_kept(struct device *dev,
                                                   struct request *request) {
  request->mapped = dma_map_sg(dev, &request->sg, 1, DMA_TO_DEVICE);
}

static int use(struct device *dev, struct request *request) {
  char seen;
  int error = dmasan_sim_dma_read(dev, sg_dma_address(&request->sg), &seen, 1);

  dma_unmap_sg(dev, &request->sg, 1, DMA_TO_DEVICE);
  return error;
}

static int driver(struct device *dev) {
  struct request request;
  char *buffer = (char *)kzalloc(64, GFP_KERNEL);
  u8 narrow;

  sg_init_one(&request.sg, buffer, 64);
  CHECK(2, !failed(dma_map_sg(dev, &request.sg, 1, DMA_TO_DEVICE)));
  CHECK(3, use(dev, &request) == 0);
  CHECK(4, map(dev, &request) > 0);
  CHECK(5, use(dev, &request) == 0);
  map_kept(dev, &request);
  CHECK(6, request.mapped);
  CHECK(7, use(dev, &request) == 0);
  narrow = (u8)dma_map_sg(dev, &request.sg, 1, DMA_TO_DEVICE);
  switch (narrow) {
  case 0:
    return 8;
  default:
    CHECK(9, use(dev, &request) == 0);
  }
  kfree(buffer);
  return 0;
}
