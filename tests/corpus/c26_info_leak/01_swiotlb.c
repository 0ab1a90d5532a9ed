// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C26-01, Linux swiotlb core, commit ddbd89deb7d3
// swiotlb (Linux): TEST UNIT READY by SG_IO has a buffer that the target leaves
// alone. The unmap copies what the bounce slot held before into it, and all of
// it goes to user space, whatever was transferred.
// EXPECT: device-short-write in bio_copy_to_user at 0
// KERNEL: unseen, the simulated bus alone fills what is mapped
// OPTIONS: sim_canary=1

#include "case.h"

struct request {
  char *buffer;
  unsigned int data_len, resid_len;
};

static char user_memory[512];

static __attribute__((__noinline__)) int
blk_execute_rq(struct device *dev, struct request *rq,
               unsigned int transferred) {
  dma_addr_t dma =
      dma_map_single(dev, rq->buffer, rq->data_len, DMA_FROM_DEVICE);
  static const char sense[512] = {5};

  if (dma_mapping_error(dev, dma))
    return -ENOMEM;
  if (transferred)
    dmasan_sim_dma_write(dev, dma, sense, transferred);
  dma_unmap_single(dev, dma, rq->data_len, DMA_FROM_DEVICE);
  rq->resid_len = rq->data_len - transferred;
  return 0;
}

static __attribute__((__noinline__)) void
bio_copy_to_user(const struct request *rq) {
#ifdef GOOD
  memcpy(user_memory, rq->buffer, rq->data_len - rq->resid_len);
#else
  memcpy(user_memory, rq->buffer, rq->data_len);
#endif
}

static int driver(struct device *dev) {
  struct request rq = {.data_len = 512};

  rq.buffer = (char *)kmalloc(512, GFP_KERNEL);
  CHECK(2, rq.buffer);
  CHECK(3, blk_execute_rq(dev, &rq, 18) == 0); /* REQUEST SENSE */
  memcpy(user_memory, rq.buffer, 18);
  CHECK(4, user_memory[0] == 5);
  CHECK(5, blk_execute_rq(dev, &rq, 0) == 0); /* TEST UNIT READY */
  bio_copy_to_user(&rq);
  kfree(rq.buffer);
  return 0;
}
