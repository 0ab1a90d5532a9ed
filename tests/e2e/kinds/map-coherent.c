// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: coherent memory is used by the address of its allocation. Its pages
// may be given to another device.
// EXPECT: map-coherent in again at 0
// RUN: %run_case %s

#include "case.h"

static __attribute__((__noinline__)) int again(struct device *dev, char *ring,
                                               dma_addr_t handle) {
#ifdef GOOD
  (void)ring;
  return dmasan_sim_dma_write(dev, handle + 64, "x", 1);
#else
  dma_addr_t dma = dma_map_single(dev, ring + 64, 64, DMA_FROM_DEVICE);

  (void)handle;
  CHECK(3, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, 64, DMA_FROM_DEVICE);
  return 0;
#endif
}

static int driver(struct device *dev) {
  dma_addr_t handle, dma;
  char *ring = (char *)dma_alloc_coherent(dev, PAGE_SIZE, &handle, GFP_KERNEL);
  struct device *other = dmasan_sim_device_create("other", NULL);
  int error;

  CHECK(2, ring && other);
  error = again(dev, ring, handle);
  CHECK(4, dma_set_mask(other, DMA_BIT_MASK(64)) == 0);
  dma = dma_map_page(other, virt_to_page(ring), 0, PAGE_SIZE, DMA_FROM_DEVICE);
  CHECK(5, !dma_mapping_error(other, dma));
  dma_unmap_page(other, dma, PAGE_SIZE, DMA_FROM_DEVICE);
  dmasan_sim_device_destroy(other);
  dma_free_coherent(dev, PAGE_SIZE, ring, handle);
  return error;
}
