// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C17-06, barebox xhci, commit b1c462a0f120
// xhci (barebox b1c462a0f120): the controller's child has no node in the
// device tree, and is the one that maps.
// EXPECT: wrong-device in queue_trb at 0

#include "case.h"

static __attribute__((__noinline__)) int queue_trb(struct device *mapper,
                                                   char *data) {
  dma_addr_t dma = dma_map_single(mapper, data, 64, DMA_TO_DEVICE);

  CHECK(3, !dma_mapping_error(mapper, dma));
  dma_unmap_single(mapper, dma, 64, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *data = (char *)kzalloc(64, GFP_KERNEL);
  struct device *xhci = dmasan_sim_child_create(dev, "xhci");
  int error;

  CHECK(2, xhci);
  CHECK(4, dma_set_mask_and_coherent(xhci, DMA_BIT_MASK(64)) == 0);
#ifdef GOOD
  error = queue_trb(xhci->parent, data);
#else
  error = queue_trb(xhci, data);
#endif
  kfree(data);
  dmasan_sim_device_destroy(xhci);
  return error;
}
