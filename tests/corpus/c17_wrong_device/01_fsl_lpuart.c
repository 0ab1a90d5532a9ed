// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C17-01, Linux fsl_lpuart, commit a092ab25fdaa
// fsl_lpuart (Linux a092ab25fdaa): the list is mapped for the UART, and the
// transfer is made by the DMA engine.
// EXPECT: device-access-unmapped in transfer at 0

#include "case.h"

static struct device *engine;

static struct device *make_engine(void) {
  struct device *made = dmasan_sim_device_create("edma", NULL);

  return made && !dma_set_mask_and_coherent(made, DMA_BIT_MASK(64)) ? made : 0;
}

static __attribute__((__noinline__)) int transfer(struct device *mapper,
                                                  char *text) {
  dma_addr_t dma = dma_map_single(mapper, text, 64, DMA_TO_DEVICE);
  char seen[4];

  CHECK(3, !dma_mapping_error(mapper, dma));
  dmasan_sim_dma_read(engine, dma, seen, 4);
  dma_unmap_single(mapper, dma, 64, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *text = (char *)kzalloc(64, GFP_KERNEL);
  int error;

  engine = make_engine();
  CHECK(2, engine);
#ifdef GOOD
  error = transfer(engine, text);
#else
  error = transfer(dev, text);
#endif
  kfree(text);
  dmasan_sim_device_destroy(engine);
  return error;
}
