// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C25-02, Linux chipidea, <ef8466b834c1726f5404c95c3e192e90460146f8.1695934946.git.mirq-linux@rere.qmqm.pl>
// chipidea (Linux 6.1): the controller of Tegra writes words of 32 bits; a
// buffer of one byte gets four.
// EXPECT: device-out-of-bounds in controller_in at 1

#include "case.h"

struct urb {
  u8 *transfer_buffer;
  dma_addr_t transfer_dma;
  u32 transfer_buffer_length;
  u8 *original;
};

static __maybe_unused int ci_hdrc_alloc_dma_aligned_buffer(struct urb *urb) {
  u8 *temp = (u8 *)kmalloc(ALIGN(urb->transfer_buffer_length, 4u), GFP_KERNEL);

  if (!temp)
    return -ENOMEM;
  urb->original = urb->transfer_buffer;
  urb->transfer_buffer = temp;
  return 0;
}

static __maybe_unused void ci_hdrc_free_dma_aligned_buffer(struct urb *urb) {
  memcpy(urb->original, urb->transfer_buffer, urb->transfer_buffer_length);
  kfree(urb->transfer_buffer);
  urb->transfer_buffer = urb->original;
}

static __attribute__((__noinline__)) int
ci_hdrc_map_urb_for_dma(struct device *dev, struct urb *urb) {
  u32 length = urb->transfer_buffer_length;

#ifdef GOOD
  if (ci_hdrc_alloc_dma_aligned_buffer(urb))
    return -ENOMEM;
  length = ALIGN(length, 4u);
#endif
  urb->transfer_dma =
      dma_map_single(dev, urb->transfer_buffer, length, DMA_FROM_DEVICE);
  return dma_mapping_error(dev, urb->transfer_dma) ? -EAGAIN : 0;
}

static __attribute__((__noinline__)) void
ci_hdrc_unmap_urb_for_dma(struct device *dev, struct urb *urb) {
  u32 length = urb->transfer_buffer_length;

#ifdef GOOD
  length = ALIGN(length, 4u);
#endif
  dma_unmap_single(dev, urb->transfer_dma, length, DMA_FROM_DEVICE);
#ifdef GOOD
  ci_hdrc_free_dma_aligned_buffer(urb);
#endif
}

static __attribute__((__noinline__)) void controller_in(struct device *dev,
                                                        dma_addr_t buffer) {
  dmasan_sim_dma_write(dev, buffer, "\x07\0\0\0", 4);
}

static int driver(struct device *dev) {
  struct urb urb = {.transfer_buffer_length = 1};

  urb.transfer_buffer = (u8 *)kmalloc(1, GFP_KERNEL);
  CHECK(2, urb.transfer_buffer);
  CHECK(3, ci_hdrc_map_urb_for_dma(dev, &urb) == 0);
  controller_in(dev, urb.transfer_dma);
  ci_hdrc_unmap_urb_for_dma(dev, &urb);
#ifdef GOOD
  CHECK(4, urb.transfer_buffer[0] == 7);
#endif
  kfree(urb.transfer_buffer);
  return 0;
}
