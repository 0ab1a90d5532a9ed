// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C30-02, Linux cadence-quadspi, <20211013144600.2378037-1-arnd@kernel.org>
// cadence-quadspi (Linux): the unmap takes its direction from another enum,
// whose value is the same.

#include "case.h"

enum transfer_direction { DEV_TO_MEM = 2 };

static int driver(struct device *dev) {
  char *data = (char *)kzalloc(128, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, data, 128, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, 128, (enum dma_data_direction)DEV_TO_MEM);
  kfree(data);
  return 0;
}
