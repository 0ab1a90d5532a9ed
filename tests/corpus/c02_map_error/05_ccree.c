// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C02-05, Linux ccree, <20220825072421.29020-7-jinpu.wang@ionos.com>
// ccree (Linux): the count that dma_map_sg() returned is given to
// dma_mapping_error(), which finds nothing wrong with 0.
// EXPECT: map-failure-missed in cc_map_sg at 0
// EXPECT: device-access-unmapped in engine at 0
// EXPECT: unmap-not-mapped in cc_unmap_cipher_request at 0
// OPTIONS: fail_map_nth=1

#include "case.h"

static __attribute__((__noinline__)) int
cc_map_sg(struct device *dev, struct scatterlist *sg, int nents,
          enum dma_data_direction direction, u32 *mapped_nents) {
  int ret = (int)dma_map_sg(dev, sg, nents, direction);

#ifdef GOOD
  if (!ret) {
#else
  if (dma_mapping_error(dev, (dma_addr_t)ret)) {
#endif
    *mapped_nents = 0;
    return -ENOMEM;
  }
  *mapped_nents = (u32)ret;
  return 0;
}

static __attribute__((__noinline__)) void engine(struct device *dev,
                                                 dma_addr_t src) {
  char block[16];

  dmasan_sim_dma_read(dev, src, block, sizeof(block));
}

static __attribute__((__noinline__)) void
cc_unmap_cipher_request(struct device *dev, struct scatterlist *src,
                        int nents) {
  dma_unmap_sg(dev, src, nents, DMA_TO_DEVICE);
}

static int driver(struct device *dev) {
  char *plain = (char *)kzalloc(256, GFP_KERNEL);
  struct scatterlist src;
  u32 mapped_nents;
  int rc;

  CHECK(2, plain);
  sg_init_one(&src, plain, 256);
  rc = cc_map_sg(dev, &src, 1, DMA_TO_DEVICE, &mapped_nents);
  if (!rc) {
    engine(dev, sg_dma_address(&src));
    cc_unmap_cipher_request(dev, &src, 1);
  }
  kfree(plain);
  return 0;
}
