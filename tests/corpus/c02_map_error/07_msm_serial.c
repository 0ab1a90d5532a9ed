// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C02-07, Linux msm_serial, <20240419080931.30949-1-jirislaby@kernel.org>
// msm_serial (Linux): the one segment that dma_map_sg() made is taken for an
// error, so its mapping stays.
// EXPECT: mapping-leak in start_tx at 0

#include "case.h"

static __attribute__((__noinline__)) int start_tx(struct device *dev,
                                                  struct scatterlist *sg) {
  int ret = dma_map_sg(dev, sg, 1, DMA_TO_DEVICE);

#ifdef GOOD
  if (ret == 0)
    return 3;
#else
  if (ret)
    return 0; /* "failed" */
#endif
  dma_unmap_sg(dev, sg, 1, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *fifo = (char *)kzalloc(64, GFP_KERNEL);
  struct scatterlist sg;

  sg_init_one(&sg, fifo, 64);
  return start_tx(dev, &sg);
}
