// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C13-02, Linux virtio_input, <ba80d103c159a9dc36b89705e00f91bcff8857c3.1767089257.git.mst@redhat.com>
// virtio_input (Linux 6.1): the events that the device fills are followed by a
// lock that the CPU writes.
// EXPECT: cacheline-shared-object in post_events at -32
// EXPECT: cacheline-neighbor-write in take_lock at 512

#include "case.h"

struct vinput {
  char name[32];
#ifdef GOOD
  char evts[512] __attribute__((__aligned__(64)));
  int lock __attribute__((__aligned__(64)));
#else
  char evts[512];
  int lock;
#endif
};

static __attribute__((__noinline__)) dma_addr_t post_events(struct device *dev,
                                                            struct vinput *vi) {
  return dma_map_single(dev, vi->evts, sizeof(vi->evts), DMA_FROM_DEVICE);
}

static __attribute__((__noinline__)) void take_lock(struct vinput *vi) {
  *(volatile int *)&vi->lock = 1;
}

static int driver(struct device *dev) {
  struct vinput *vi = (struct vinput *)kzalloc(sizeof(*vi), GFP_KERNEL);
  dma_addr_t dma = post_events(dev, vi);

  CHECK(2, !dma_mapping_error(dev, dma));
  take_lock(vi);
  dma_unmap_single(dev, dma, sizeof(vi->evts), DMA_FROM_DEVICE);
  kfree(vi);
  return 0;
}
