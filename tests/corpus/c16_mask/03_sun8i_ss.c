// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C16-03, Linux sun8i-ss, <20220927085555.3196257-1-clabbe@baylibre.com>
// sun8i-ss (Linux): the address is kept in 32 bits, so its error value is
// never recognised, nor the address itself.
// EXPECT: address-truncated in unmap_iv at 0

#include "case.h"

#ifdef GOOD
typedef dma_addr_t kept_addr;
#else
typedef u32 kept_addr;
#endif

static __attribute__((__noinline__)) void unmap_iv(struct device *dev,
                                                   kept_addr address) {
  dma_unmap_single(dev, address, 64, DMA_TO_DEVICE);
}

static int driver(struct device *dev) {
  char *iv = (char *)kzalloc(64, GFP_KERNEL);
  kept_addr address = (kept_addr)dma_map_single(dev, iv, 64, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, address));
  unmap_iv(dev, address);
  kfree(iv);
  return 0;
}
