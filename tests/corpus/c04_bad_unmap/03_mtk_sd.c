// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C04-03, Linux mtk-sd, <174908565814.4056588.599769127120955383.stgit@mhiramat.tok.corp.google.com>
// mtk-sd (Linux): data count as prepared before dma_map_sg() is asked; when it
// fails, the flag makes the end of the request unmap the list all the same.
// EXPECT: unmap-not-mapped in msdc_unprepare_data at 0
// OPTIONS: fail_map_nth=1

#include "case.h"

#define MSDC_PREPARE_FLAG BIT(0)

struct mmc_data {
  struct scatterlist *sg;
  unsigned int sg_len;
  int sg_count;
  int host_cookie;
};

static __attribute__((__noinline__)) void
msdc_prepare_data(struct device *dev, struct mmc_data *data) {
  if (data->host_cookie & MSDC_PREPARE_FLAG)
    return;
#ifdef GOOD
  data->sg_count = dma_map_sg(dev, data->sg, data->sg_len, DMA_FROM_DEVICE);
  if (data->sg_count)
    data->host_cookie |= MSDC_PREPARE_FLAG;
#else
  data->host_cookie |= MSDC_PREPARE_FLAG;
  data->sg_count = dma_map_sg(dev, data->sg, data->sg_len, DMA_FROM_DEVICE);
#endif
}

static __attribute__((__noinline__)) void
msdc_unprepare_data(struct device *dev, struct mmc_data *data) {
  if (data->host_cookie & MSDC_PREPARE_FLAG) {
    dma_unmap_sg(dev, data->sg, data->sg_len, DMA_FROM_DEVICE);
    data->host_cookie &= ~MSDC_PREPARE_FLAG;
  }
}

static int driver(struct device *dev) {
  char *block = (char *)kzalloc(512, GFP_KERNEL);
  struct scatterlist sg;
  struct mmc_data data = {.sg = &sg, .sg_len = 1};

  CHECK(2, block);
  sg_init_one(&sg, block, 512);
  msdc_prepare_data(dev, &data);
  CHECK(3, data.sg_count == 0);
  msdc_unprepare_data(dev, &data);
  kfree(block);
  return 0;
}
