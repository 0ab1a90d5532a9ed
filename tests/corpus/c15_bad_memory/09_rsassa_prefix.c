// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C15-09, Linux crypto, <3de5d373c86dcaa5abc36f501c1398c4fbf05f2f.1732865109.git.lukas@wunner.de>
// rsassa-pkcs1 (Linux): a scatterlist points at the hash's prefix among the
// constants.
// EXPECT: map-rodata in sign at 0
// KERNEL: unseen, a module's data has no page, and its address is lost

#include "case.h"

static const char prefix[64] __attribute__((__aligned__(64))) = "0!0";

static __attribute__((__noinline__)) int sign(struct device *dev,
                                              const char *hash_prefix) {
  struct scatterlist sg;

  sg_init_one(&sg, hash_prefix, sizeof(prefix));
  if (dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE) == 1)
    dma_unmap_sg(dev, &sg, 1, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
#ifdef GOOD
  char *copy = (char *)kmemdup(prefix, sizeof(prefix), GFP_KERNEL);
  int error = sign(dev, copy);

  kfree(copy);
  return error;
#else
  return sign(dev, prefix);
#endif
}
