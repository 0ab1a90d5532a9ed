// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C07-09, Linux usbmon, <20250614132446.251218-1-xu.yang_2@nxp.com>
// usbmon (Linux): the monitor looks at a transfer's buffer before its driver
// has synced it.
// EXPECT: cpu-read-device-owned in monitor at 0

#include "case.h"

char captured[32];

static __attribute__((__noinline__)) void monitor(const char *buffer) {
  memcpy(captured, buffer, 32);
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(512, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 512, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "data", 4) == 0);
#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 512, DMA_FROM_DEVICE);
#endif
  monitor(buffer);
  dma_sync_single_for_cpu(dev, dma, 512, DMA_FROM_DEVICE);
  dma_sync_single_for_device(dev, dma, 512, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 512, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
