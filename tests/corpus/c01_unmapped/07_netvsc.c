// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C01-07, Linux hv_netvsc, <1675135986-254490-1-git-send-email-mikelley@microsoft.com>
// hv_netvsc (Linux): the last page of a packet keeps its raw frame number
// while the others are mapped; the host reads by it.
// EXPECT: device-access-unmapped in send_packet at 0

#include "case.h"

static __attribute__((__noinline__)) int send_packet(struct device *dev,
                                                     char *pages) {
  dma_addr_t address[2];
  char seen[4];

  address[0] = dma_map_single(dev, pages, 4096, DMA_TO_DEVICE);
  CHECK(3, !dma_mapping_error(dev, address[0]));
#ifdef GOOD
  address[1] = dma_map_single(dev, pages + 4096, 4096, DMA_TO_DEVICE);
  CHECK(4, !dma_mapping_error(dev, address[1]));
#else
  address[1] = virt_to_phys(pages + 4096);
#endif
  CHECK(5, dmasan_sim_dma_read(dev, address[0], seen, 4) == 0);
  dmasan_sim_dma_read(dev, address[1], seen, 4);
#ifdef GOOD
  dma_unmap_single(dev, address[1], 4096, DMA_TO_DEVICE);
#endif
  dma_unmap_single(dev, address[0], 4096, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *pages = (char *)kzalloc(8192, GFP_KERNEL);
  int error = send_packet(dev, pages);

  kfree(pages);
  return error;
}
