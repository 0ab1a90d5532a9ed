// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C03-03, Linux aacraid, <20251022030537.1298395-1-danisjiang@gmail.com>
// aacraid (Linux): a command's buffers are mapped one after the other; when
// one fails, those before it are freed and stay mapped.
// EXPECT: free-while-mapped in send_raw at 0

#include "case.h"

static __attribute__((__noinline__)) int send_raw(struct device *dev) {
  char *buffer = (char *)kzalloc(512, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, buffer, 512, DMA_TO_DEVICE);

  CHECK(3, !dma_mapping_error(dev, dma));
  /* The next copy from the user fails. */
#ifdef GOOD
  dma_unmap_single(dev, dma, 512, DMA_TO_DEVICE);
#endif
  kfree(buffer);
  return 0;
}

static int driver(struct device *dev) { return send_raw(dev); }
