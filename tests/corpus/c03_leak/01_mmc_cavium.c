// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C03-01, Linux mmc/cavium, <20190726023049.27055-3-haokexin@gmail.com>
// cavium mmc (Linux): a request ends without its unmap; the page goes back and
// is written.
// EXPECT: cpu-write-device-owned in reuse_page at 0
// EXPECT: mapping-leak in start_request at 0

#include "case.h"

static __attribute__((__noinline__)) int start_request(struct device *dev,
                                                       struct scatterlist *sg) {
  return dma_map_sg(dev, sg, 1, DMA_FROM_DEVICE);
}

static __attribute__((__noinline__)) void end_request(struct device *dev,
                                                      struct scatterlist *sg) {
#ifdef GOOD
  dma_unmap_sg(dev, sg, 1, DMA_FROM_DEVICE);
#endif
}

static __attribute__((__noinline__)) void reuse_page(char *page) {
  page[0] = 1;
}

static int driver(struct device *dev) {
  char *page = (char *)kzalloc(4096, GFP_KERNEL);
  struct scatterlist sg;

  sg_init_one(&sg, page, 4096);
  CHECK(2, start_request(dev, &sg) == 1);
  end_request(dev, &sg);
  reuse_page(page);
  return 0;
}
