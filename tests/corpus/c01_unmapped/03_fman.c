// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C01-03, barebox net/fsl-fman, commit d1f8df4a012e
// fsl-fman (barebox d1f8df4a012e): the buffer descriptor holds virt_to_phys(),
// and that address is synced for the device.
// EXPECT: sync-not-mapped in give_to_card at 0

#include "case.h"

static __attribute__((__noinline__)) int give_to_card(struct device *dev,
                                                      char *buffer) {
#ifdef GOOD
  dma_addr_t bd = dma_map_single(dev, buffer, 512, DMA_FROM_DEVICE);

  CHECK(3, !dma_mapping_error(dev, bd));
  dma_unmap_single(dev, bd, 512, DMA_FROM_DEVICE);
#else
  dma_addr_t bd = virt_to_phys(buffer);

  dma_sync_single_for_device(dev, bd, 512, DMA_FROM_DEVICE);
#endif
  return 0;
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(512, GFP_KERNEL);
  int error = give_to_card(dev, buffer);

  kfree(buffer);
  return error;
}
