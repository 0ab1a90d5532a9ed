// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C11-04, Linux smartpqi, <165730605618.177165.9054223644512926624.stgit@brunhilda>
// smartpqi (Linux): the list is mapped the right way, and the command tells
// the controller the other one.
// EXPECT: device-wrong-direction in controller at 0

#include "case.h"

enum command { SOP_READ, SOP_WRITE };

static __attribute__((__noinline__)) void
controller(struct device *dev, dma_addr_t dma, enum command command) {
  char data[16] = {0};

  if (command == SOP_READ) /* the disk is read: memory is written */
    dmasan_sim_dma_write(dev, dma, data, sizeof(data));
  else
    dmasan_sim_dma_read(dev, dma, data, sizeof(data));
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(512, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 512, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
#ifdef GOOD
  controller(dev, dma, SOP_WRITE);
#else
  controller(dev, dma, SOP_READ);
#endif
  dma_unmap_single(dev, dma, 512, DMA_TO_DEVICE);
  kfree(buffer);
  return 0;
}
