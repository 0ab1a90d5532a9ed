// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C03-07, Linux mt76, <20210323214737.53254-1-nbd@nbd.name>
// mt76 (Linux): a queue buffer lies uninitialised on the stack; what was there
// says now and then that a frame is not to be unmapped.
// EXPECT: mapping-leak in mt76_dma_tx_queue_skb_raw at 0
// KERNEL: unseen, other things lie on its stack

#include "case.h"

struct mt76_queue_buf {
  dma_addr_t addr;
  u16 len;
  bool skip_unmap;
};

struct mt76_queue_entry {
  dma_addr_t dma_addr;
  u16 dma_len;
  bool skip_buf0;
};

struct mt76_queue {
  struct mt76_queue_entry entry;
};

/* Not static, so that the compiler takes the structure as it finds it. */
void mt76_dma_add_buf(struct mt76_queue *q, const struct mt76_queue_buf *buf);
void frame_before(void);

__attribute__((__noinline__)) void
mt76_dma_add_buf(struct mt76_queue *q, const struct mt76_queue_buf *buf) {
  q->entry.dma_addr = buf->addr;
  q->entry.dma_len = buf->len;
  q->entry.skip_buf0 = buf->skip_unmap;
}

static __attribute__((__noinline__)) int
mt76_dma_tx_queue_skb_raw(struct device *dev, struct mt76_queue *q, void *data,
                          u16 len) {
#ifdef GOOD
  struct mt76_queue_buf buf = {};
#else
  struct mt76_queue_buf buf;
#endif
  dma_addr_t addr = dma_map_single(dev, data, len, DMA_TO_DEVICE);

  if (dma_mapping_error(dev, addr))
    return -ENOMEM;
  buf.addr = addr;
  buf.len = len;
  mt76_dma_add_buf(q, &buf);
  return 0;
}

static __attribute__((__noinline__)) void
mt76_dma_tx_cleanup_idx(struct device *dev, struct mt76_queue *q) {
  struct mt76_queue_entry *e = &q->entry;

  if (!e->skip_buf0)
    dma_unmap_single(dev, e->dma_addr, e->dma_len, DMA_TO_DEVICE);
}

/* What ran before on this stack left something other than zeroes. */
__attribute__((__noinline__)) void frame_before(void) {
  volatile char locals[512];

  for (unsigned int i = 0; i < sizeof(locals); i++)
    locals[i] = 1;
}

static int driver(struct device *dev) {
  struct mt76_queue mcu = {};
  char *skb = (char *)kzalloc(256, GFP_KERNEL);
  int err;

  CHECK(2, skb);
  frame_before();
  err = mt76_dma_tx_queue_skb_raw(dev, &mcu, skb, 256);
  if (!err)
    mt76_dma_tx_cleanup_idx(dev, &mcu);
#ifdef GOOD
  kfree(skb);
#endif
  return err;
}
