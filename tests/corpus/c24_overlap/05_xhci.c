// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C24-05, barebox xhci, commit 6ebc32b9d024
// xhci (barebox): a bulk transfer that times out returns with its buffer
// mapped; the retry maps it again.
// EXPECT: overlapping-mappings in xhci_bulk_tx at 0
// EXPECT: mapping-leak in xhci_bulk_tx at 0

#include "case.h"

static int xhci_wait_for_event(int answers) { return answers ? 0 : -ETIMEDOUT; }

static __attribute__((__noinline__)) int
xhci_bulk_tx(struct device *dev, void *buffer, int length, int answers) {
  dma_addr_t map = dma_map_single(dev, buffer, (size_t)length, DMA_FROM_DEVICE);
  int err;

  if (dma_mapping_error(dev, map))
    return -EFAULT;
  err = xhci_wait_for_event(answers);
  if (err) {
#ifdef GOOD
    dma_unmap_single(dev, map, (size_t)length, DMA_FROM_DEVICE);
#endif
    return err;
  }
  dma_unmap_single(dev, map, (size_t)length, DMA_FROM_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *sector = (char *)kzalloc(512, GFP_KERNEL);

  CHECK(2, sector);
  CHECK(3, xhci_bulk_tx(dev, sector, 512, 0) == -ETIMEDOUT);
  CHECK(4, xhci_bulk_tx(dev, sector, 512, 1) == 0);
#ifdef GOOD
  kfree(sector);
#endif
  return 0;
}
