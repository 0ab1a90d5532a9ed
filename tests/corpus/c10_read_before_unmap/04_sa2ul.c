// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C10-04, Linux sa2ul, commit 00c9211f60db
// sa2ul (Linux 00c9211f60db): the digest is read from the destination before
// any sync, and the unmap counts the entries anew.
// EXPECT: cpu-read-device-owned in callback at 0
// EXPECT: sg-nents-mismatch in callback at 0

#include "case.h"

char digest[32];

static __attribute__((__noinline__)) void
callback(struct device *dev, struct scatterlist *dst, int nents) {
#ifdef GOOD
  dma_unmap_sg(dev, dst, nents, DMA_FROM_DEVICE);
  memcpy(digest, sg_virt(dst), sizeof(digest));
#else
  memcpy(digest, sg_virt(dst), sizeof(digest));
  dma_unmap_sg(dev, dst, nents - 1, DMA_FROM_DEVICE);
#endif
}

static int driver(struct device *dev) {
  char *first = (char *)kzalloc(128, GFP_KERNEL);
  char *second = (char *)kzalloc(128, GFP_KERNEL);
  struct scatterlist dst[2];

  CHECK(2, first && second);
  sg_init_table(dst, 2);
  sg_set_buf(&dst[0], first, 128);
  sg_set_buf(&dst[1], second, 128);
  CHECK(3, dma_map_sg(dev, dst, 2, DMA_FROM_DEVICE) == 2);
  callback(dev, dst, 2);
  kfree(first);
  kfree(second);
  return 0;
}
