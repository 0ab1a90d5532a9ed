// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C10-01, Linux hpre ecdh/curve25519, commit 982fd1a74de6
// hisilicon hpre (Linux 982fd1a74de6): the result is moved to the end of its
// buffer, then the buffer is unmapped.
// EXPECT: cpu-read-device-owned in rearrange at 0
// EXPECT: cpu-write-device-owned in rearrange at 32

#include "case.h"

static __attribute__((__noinline__)) void rearrange(char *result) {
  memmove(result + 32, result, 32);
}

static int driver(struct device *dev) {
  char *result = (char *)kzalloc(64, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, result, 64, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "key", 3) == 0);
#ifdef GOOD
  dma_unmap_single(dev, dma, 64, DMA_FROM_DEVICE);
  rearrange(result);
#else
  rearrange(result);
  dma_unmap_single(dev, dma, 64, DMA_FROM_DEVICE);
#endif
  kfree(result);
  return 0;
}
