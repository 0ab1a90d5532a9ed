// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C16-09, Linux qla1280, <20200114160936.1517-1-tbogendoerfer@suse.de>
// qla1280 (Linux): the mailbox takes 32 bits of the address of the firmware.
// EXPECT: device-access-unmapped in load_firmware at 0

#include "case.h"

static __attribute__((__noinline__)) int load_firmware(struct device *dev,
                                                       dma_addr_t request) {
  char seen[8];
#ifdef GOOD
  dma_addr_t mailbox = request; /* the 64-bit command */
#else
  dma_addr_t mailbox = (u32)request;
#endif

  dmasan_sim_dma_read(dev, mailbox, seen, sizeof(seen));
  return 0;
}

static int driver(struct device *dev) {
  char *firmware = (char *)kzalloc(256, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, firmware, 256, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  load_firmware(dev, dma);
  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
  kfree(firmware);
  return 0;
}
