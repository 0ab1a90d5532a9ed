// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a command is sent as long as the longest one, and only its first
// bytes were written. A buffer that the device fills, and a copy of one, hold
// nothing that matters.
// EXPECT: uninitialized-to-device in send_command at 8
// EXPECT: uninitialized-to-device in send_again at 12
// OPTIONS: detect_uninitialized=1
// RUN: %run_case %s -O0 -O2

#include "case.h"

#include <dmasan/interface.h>

struct command {
  u32 opcode, length;
  u8 data[24];
};

static __attribute__((noinline)) int send_command(struct device *dev,
                                                  struct command *c) {
  dma_addr_t dma;

  c->opcode = 1;
  c->length = 8;
#ifdef GOOD
  memset(c->data, 0, sizeof(c->data));
#endif
  dma = dma_map_single(dev, c, sizeof(*c), DMA_TO_DEVICE);
  CHECK(10, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, sizeof(*c), DMA_TO_DEVICE);
  return 0;
}

static __attribute__((noinline)) int send_again(struct device *dev, u8 *page) {
  dma_addr_t dma = dma_map_single(dev, page, 4096, DMA_TO_DEVICE);

  CHECK(11, !dma_mapping_error(dev, dma));
  dma_sync_single_for_cpu(dev, dma, 64, DMA_TO_DEVICE);
#ifndef GOOD
  dmasan_fill_uninitialized(page + 12, 20); /* the pool gave it out anew */
#endif
  page[0] = 1;
  dma_sync_single_for_device(dev, dma, 64, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, 4096, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  struct command *c = (struct command *)kmalloc(sizeof(*c), GFP_KERNEL);
  u8 *page = (u8 *)__get_free_pages(GFP_KERNEL, 0);
  void *both = kmalloc(256, GFP_KERNEL), *from = kmalloc(256, GFP_KERNEL);
  dma_addr_t dma;
  int result;

  CHECK(2, c && page && both && from);
  result = send_command(dev, c);
  CHECK(result, result == 0);
  memset(page, 0, 4096);
  memcpy(page + 256, both, 256);
  result = send_again(dev, page);
  CHECK(result, result == 0);
  dma = dma_map_single(dev, both, 256, DMA_BIDIRECTIONAL);
  CHECK(3, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, 256, DMA_BIDIRECTIONAL);
  dma = dma_map_single(dev, from, 256, DMA_FROM_DEVICE);
  CHECK(4, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(c);
  kfree(both);
  kfree(from);
  free_page((unsigned long)page);
  return 0;
}
