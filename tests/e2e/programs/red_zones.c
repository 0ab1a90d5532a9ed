// Intent: mapping and unmapping leave the heap's red zones to ASan: a byte past
// a buffer that was mapped is still found, the last byte of it is not.
// RUN: %dmasan_cc -fsanitize=dma,address -g -O1 -I %support %s -o %t
// RUN: %t
// RUN: not %t past 2>&1 | FileCheck %s
// CHECK: AddressSanitizer: heap-buffer-overflow
// CHECK: 0 bytes after 100-byte region

#define main case_main
#include "case.h"
#undef main

static int driver(struct device *dev) { return !dev; }

int main(int argc, char **argv) {
  struct device *dev = dmasan_sim_device_create("dev", NULL);
  volatile char *buffer = (char *)calloc(100, 1);
  dma_addr_t dma;
  int last;

  (void)argv;
  CHECK(1, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)) == 0);
  dma = dma_map_single(dev, (void *)buffer, 100, DMA_TO_DEVICE);
  CHECK(2, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, 100, DMA_TO_DEVICE);
  last = buffer[argc > 1 ? 100 : 99];
  free((void *)buffer);
  dmasan_sim_device_destroy(dev);
  return last;
}
