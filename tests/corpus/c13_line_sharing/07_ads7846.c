// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C13-07, Linux ads7846, <20221127144116.1418083-5-jic23@kernel.org>
// ads7846 (Linux 6.1): a sample is aligned to the first cache's line of 64
// bytes, on a part whose outer lines are 128 long.
// EXPECT: cacheline-shared-object in read_sample at -64
// OPTIONS: cache_line=128

#include "case.h"

struct touchscreen {
  char state[64];
#ifdef GOOD
  char sample[128] __attribute__((__aligned__(128)));
#else
  char sample[64] __attribute__((__aligned__(64)));
#endif
};

static __attribute__((__noinline__)) int read_sample(struct device *dev,
                                                     struct touchscreen *ts) {
  dma_addr_t dma =
      dma_map_single(dev, ts->sample, sizeof(ts->sample), DMA_FROM_DEVICE);

  CHECK(3, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, sizeof(ts->sample), DMA_FROM_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  struct touchscreen *ts =
      (struct touchscreen *)kzalloc(sizeof(*ts), GFP_KERNEL);
  int error = read_sample(dev, ts);

  kfree(ts);
  return error;
}
