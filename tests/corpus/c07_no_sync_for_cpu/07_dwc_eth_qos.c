// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C07-07, U-Boot dwc_eth_qos, commit 738ee270fe17
// dwc_eth_qos (U-Boot 738ee270fe17): descriptors in ordinary memory, and the
// ownership bit is polled without an invalidate.
// EXPECT: cpu-read-device-owned in packet_there at 12

#include "case.h"

static __attribute__((__noinline__)) int
packet_there(struct device *dev, dma_addr_t dma, const volatile u32 *desc) {
#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 64, DMA_BIDIRECTIONAL);
#endif
  return desc[3] & 1;
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(64, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 64, DMA_BIDIRECTIONAL);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma + 12, "\1\0\0\0", 4) == 0);
  packet_there(dev, dma, (volatile u32 *)buffer);
  dma_sync_single_for_device(dev, dma, 64, DMA_BIDIRECTIONAL);
  dma_unmap_single(dev, dma, 64, DMA_BIDIRECTIONAL);
  kfree(buffer);
  return 0;
}
