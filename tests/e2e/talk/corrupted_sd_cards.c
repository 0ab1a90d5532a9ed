// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Corrupted SD cards: a program drives an LED string through a DMA
// channel that the kernel's SD driver is using. The channel writes where the SD
// driver's block is.
// EXPECT: device-access-unmapped in led_string at 0
// RUN: %run_case %s

#include "case.h"

static __attribute__((__noinline__)) int led_string(struct device *led,
                                                    dma_addr_t target) {
  return dmasan_sim_dma_write(led, target, "red", 3);
}

static int driver(struct device *dev) {
  struct device *led = dmasan_sim_device_create(
      "led", &(struct dmasan_sim_config){.passthrough = 1});
  char *block = (char *)kzalloc(512, GFP_KERNEL);
  char *colors = (char *)kzalloc(512, GFP_KERNEL);
  char card[4];
  dma_addr_t dma, target;

  CHECK(2, dma_set_mask_and_coherent(led, DMA_BIT_MASK(32)) == 0);
  strcpy(block, "fat");
  dma = dma_map_single(dev, block, 512, DMA_TO_DEVICE);
  CHECK(3, !dma_mapping_error(dev, dma));
#ifdef GOOD
  target = dma_map_single(led, colors, 512, DMA_FROM_DEVICE);
  CHECK(4, !dma_mapping_error(led, target));
#else
  target = virt_to_phys(block); /* what the busy channel was programmed with */
#endif
  CHECK(5, led_string(led, target) == 0);
  CHECK(6, dmasan_sim_dma_read(dev, dma, card, 4) == 0);
#ifdef GOOD
  CHECK(7, memcmp(card, "fat", 3) == 0);
  dma_unmap_single(led, target, 512, DMA_FROM_DEVICE);
#else
  CHECK(8, memcmp(card, "red", 3) == 0);
#endif
  dma_unmap_single(dev, dma, 512, DMA_TO_DEVICE);
  kfree(colors);
  kfree(block);
  dmasan_sim_device_destroy(led);
  return 0;
}
