// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C15-04, Linux i2c-at91, commit 03fbb903c8bf
// i2c-at91 (Linux 03fbb903c8bf): the controller maps a message's buffer as it
// comes, and clients bring arrays from their stacks.
// EXPECT: map-stack in transfer at 0
// KERNEL: unseen, a kernel with virtually mapped stacks refuses by itself

#include "case.h"

struct i2c_msg {
  char *buf;
  size_t len;
};

static __attribute__((__noinline__)) int transfer(struct device *dev,
                                                  struct i2c_msg *msg) {
#ifdef GOOD
  char *safe = (char *)kmemdup(msg->buf, msg->len, GFP_KERNEL);
#else
  char *safe = msg->buf;
#endif
  dma_addr_t dma = dma_map_single(dev, safe, msg->len, DMA_TO_DEVICE);

  if (!dma_mapping_error(dev, dma))
    dma_unmap_single(dev, dma, msg->len, DMA_TO_DEVICE);
#ifdef GOOD
  kfree(safe);
#endif
  return 0;
}

static int driver(struct device *dev) {
  char registers[64] = {0};
  struct i2c_msg msg = {registers, sizeof(registers)};

  return transfer(dev, &msg);
}
