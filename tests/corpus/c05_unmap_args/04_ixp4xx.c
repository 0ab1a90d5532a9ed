// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C05-04, Linux ixp4xx, <20210505202618.2663889-2-clabbe@baylibre.com>
// ixp4xx crypto (Linux): the chain's next pointer is unmapped instead of the
// buffer.
// EXPECT: unmap-not-mapped in free_chain at 0
// EXPECT: mapping-leak in driver at 0

#include "case.h"

struct buffer_desc {
  u32 phys_next;
  dma_addr_t phys_addr;
};

static __attribute__((__noinline__)) void free_chain(struct device *dev,
                                                     struct buffer_desc *buf) {
#ifdef GOOD
  dma_unmap_single(dev, buf->phys_addr, 128, DMA_TO_DEVICE);
#else
  dma_unmap_single(dev, buf->phys_next, 128, DMA_TO_DEVICE);
#endif
}

static int driver(struct device *dev) {
  char *data = (char *)kzalloc(128, GFP_KERNEL);
  struct buffer_desc buf = {.phys_next = 0x1000};

  buf.phys_addr = dma_map_single(dev, data, 128, DMA_TO_DEVICE);
  CHECK(2, !dma_mapping_error(dev, buf.phys_addr));
  free_chain(dev, &buf);
  return 0;
}
