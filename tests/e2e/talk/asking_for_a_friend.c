// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Asking for a friend: a bus master may reach only the memory that it
// was granted. A display driver hands its frame to the copy engine, for which
// it was never mapped, and the access is rejected.
// EXPECT: device-access-unmapped in copy_frame at 0
// RUN: %run_case %s

#include "case.h"

static __attribute__((__noinline__)) int copy_frame(struct device *engine,
                                                    dma_addr_t dma) {
  return dmasan_sim_dma_write(engine, dma, "pixels", 6);
}

static int driver(struct device *dev) {
  struct device *engine = dmasan_sim_device_create("engine", NULL);
  char *frame = (char *)kzalloc(256, GFP_KERNEL);
#ifdef GOOD
  struct device *owner = engine;
#else
  struct device *owner = dev;
#endif
  dma_addr_t dma;
  int error;

  CHECK(2, dma_set_mask_and_coherent(engine, DMA_BIT_MASK(32)) == 0);
  dma = dma_map_single(owner, frame, 256, DMA_FROM_DEVICE);
  CHECK(3, !dma_mapping_error(owner, dma));
  error = copy_frame(engine, dma);
  dma_unmap_single(owner, dma, 256, DMA_FROM_DEVICE);
#ifdef GOOD
  CHECK(4, error == 0 && memcmp(frame, "pixels", 6) == 0);
#else
  CHECK(5, error == -EFAULT);
#endif
  kfree(frame);
  dmasan_sim_device_destroy(engine);
  return 0;
}
