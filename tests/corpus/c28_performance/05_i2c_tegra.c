// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C28-05, Linux i2c-tegra, <20250710131206.2316-4-akhilrajeev@nvidia.com>
// i2c-tegra (Linux 6.1): the transfer buffer is coherent, and every transfer
// syncs it as if it were mapped.
// EXPECT: redundant-sync in tegra_i2c_xfer_msg at 0
// EXPECT: redundant-sync in tegra_i2c_xfer_msg at 0
// OPTIONS: report_from=performance

#include "case.h"

struct tegra_i2c_dev {
  struct device *dma_dev;
  char *dma_buf;
  dma_addr_t dma_phys;
};

static __attribute__((__noinline__)) int
tegra_i2c_init_dma(struct tegra_i2c_dev *i2c_dev) {
  i2c_dev->dma_buf = (char *)dma_alloc_coherent(i2c_dev->dma_dev, 4096,
                                                &i2c_dev->dma_phys, GFP_KERNEL);
  return i2c_dev->dma_buf ? 0 : -ENOMEM;
}

static __attribute__((__noinline__)) void receive(struct tegra_i2c_dev *i2c_dev,
                                                  size_t length) {
  char answer[32] = {1};

  dmasan_sim_dma_write(i2c_dev->dma_dev, i2c_dev->dma_phys, answer, length);
}

static __attribute__((__noinline__)) void
tegra_i2c_xfer_msg(struct tegra_i2c_dev *i2c_dev, char *buf, size_t xfer_size) {
#ifndef GOOD
  dma_sync_single_for_device(i2c_dev->dma_dev, i2c_dev->dma_phys, xfer_size,
                             DMA_FROM_DEVICE);
#endif
  receive(i2c_dev, xfer_size);
#ifndef GOOD
  dma_sync_single_for_cpu(i2c_dev->dma_dev, i2c_dev->dma_phys, xfer_size,
                          DMA_FROM_DEVICE);
#endif
  memcpy(buf, i2c_dev->dma_buf, xfer_size);
}

static int driver(struct device *dev) {
  struct tegra_i2c_dev i2c_dev = {.dma_dev = dev};
  char answer[32];

  CHECK(2, tegra_i2c_init_dma(&i2c_dev) == 0);
  tegra_i2c_xfer_msg(&i2c_dev, answer, sizeof(answer));
  CHECK(3, answer[0] == 1);
  dma_free_coherent(dev, 4096, i2c_dev.dma_buf, i2c_dev.dma_phys);
  return 0;
}
