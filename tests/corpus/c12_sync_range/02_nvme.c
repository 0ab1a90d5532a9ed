// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C12-02, U-Boot nvme, commit 30ac0b496b84
// nvme (U-Boot 30ac0b496b84): the read loop moves the pointer on, and the
// invalidate at the end begins behind the buffer.
// EXPECT: sync-not-mapped in invalidate_after at 0

#include "case.h"

static __attribute__((__noinline__)) void
invalidate_after(struct device *dev, dma_addr_t buffer, size_t size) {
  dma_addr_t at = buffer;

  for (size_t done = 0; done < size; done += 512)
    at += 512;
#ifdef GOOD
  at = buffer;
#endif
  dma_sync_single_for_cpu(dev, at, size, DMA_FROM_DEVICE);
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(1024, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 1024, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "blocks", 6) == 0);
  invalidate_after(dev, dma, 1024);
#ifdef GOOD
  CHECK(4, buffer[0] == 'b');
#endif
  dma_unmap_single(dev, dma, 1024, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
