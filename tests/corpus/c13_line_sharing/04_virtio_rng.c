// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C13-04, Linux virtio-rng, <157a63b6324d1f1307ddd4faa3b62a8b90a79423.1767601130.git.mst@redhat.com>
// virtio-rng (Linux 6.1): the random bytes come right behind two counters that
// the CPU writes while it waits.
// EXPECT: cacheline-shared-object in request_entropy at -8
// EXPECT: cacheline-neighbor-write in reset_index at -4

#include "case.h"

struct virtrng {
  unsigned data_avail, data_idx;
#ifdef GOOD
  char data[64] __attribute__((__aligned__(64)));
#else
  char data[32];
#endif
};

static __attribute__((__noinline__)) void reset_index(struct virtrng *vi) {
  *(volatile unsigned *)&vi->data_idx = 0;
}

static __attribute__((__noinline__)) int request_entropy(struct device *dev,
                                                         struct virtrng *vi) {
  dma_addr_t dma =
      dma_map_single(dev, vi->data, sizeof(vi->data), DMA_FROM_DEVICE);

  CHECK(3, !dma_mapping_error(dev, dma));
  reset_index(vi);
  dma_unmap_single(dev, dma, sizeof(vi->data), DMA_FROM_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  struct virtrng *vi = (struct virtrng *)kzalloc(sizeof(*vi), GFP_KERNEL);
  int error = request_entropy(dev, vi);

  kfree(vi);
  return error;
}
