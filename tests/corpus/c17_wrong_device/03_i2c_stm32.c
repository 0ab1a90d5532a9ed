// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C17-03, Linux i2c-stm32, <20250704-i2c-upstream-v4-1-84a095a2c728@foss.st.com>
// i2c-stm32 (Linux): mapped for the DMA channel's device, unmapped for the I2C
// controller.
// EXPECT: unmap-device-mismatch in callback at 0

#include "case.h"

static struct device *engine;

static struct device *make_engine(void) {
  struct device *made = dmasan_sim_device_create("edma", NULL);

  return made && !dma_set_mask_and_coherent(made, DMA_BIT_MASK(64)) ? made : 0;
}

static __attribute__((__noinline__)) void callback(struct device *dev,
                                                   dma_addr_t dma) {
#ifdef GOOD
  dev = engine;
#endif
  dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
}

static int driver(struct device *dev) {
  char *text = (char *)kzalloc(64, GFP_KERNEL);
  dma_addr_t dma;

  engine = make_engine();
  CHECK(2, engine);
  dma = dma_map_single(engine, text, 64, DMA_TO_DEVICE);
  CHECK(3, !dma_mapping_error(engine, dma));
  callback(dev, dma);
  kfree(text);
  dmasan_sim_device_destroy(engine);
  return 0;
}
