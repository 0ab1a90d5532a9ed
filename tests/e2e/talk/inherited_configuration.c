// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Inherited DMA configuration: a USB controller driver makes a virtual
// xHCI device and maps with it. What the device tree says of the controller
// (coherent) does not reach the child.
// EXPECT: wrong-device in queue_transfer at 0
// EXPECT: coherence-mismatch in queue_transfer at 0
// RUN: %run_case %s

#define CASE_CONFIG {.coherent = 1, .declared_coherent = 1}

#include "case.h"

static __attribute__((__noinline__)) int queue_transfer(struct device *dev) {
  char *buffer = (char *)kzalloc(512, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 512, DMA_FROM_DEVICE);

  CHECK(4, !dma_mapping_error(dev, dma));
  CHECK(5, dmasan_sim_dma_write(dev, dma, "data", 4) == 0);
  dma_unmap_single(dev, dma, 512, DMA_FROM_DEVICE);
#ifdef GOOD
  CHECK(6, memcmp(buffer, "data", 4) == 0);
#else
  CHECK(7, memcmp(buffer, "data", 4) != 0);
#endif
  kfree(buffer);
  return 0;
}

static int driver(struct device *dev) {
  struct device *xhci = dmasan_sim_child_create(dev, "xhci");
  int result;

  CHECK(2, xhci);
#ifdef GOOD
  result = queue_transfer(xhci->parent); /* the kernel's sysdev */
#else
  CHECK(3, dma_set_mask_and_coherent(xhci, DMA_BIT_MASK(64)) == 0);
  result = queue_transfer(xhci);
#endif
  dmasan_sim_device_destroy(xhci);
  return result;
}
