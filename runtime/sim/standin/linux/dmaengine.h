/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Clients and providers of DMA channels. A channel is handed over by the test;
 * no name finds one. Descriptors, cookies and callbacks are the provider's, as
 * in the kernel.
 */
#ifndef DMASAN_STANDIN_LINUX_DMAENGINE_H
#define DMASAN_STANDIN_LINUX_DMAENGINE_H

#include <linux/device.h>
#include <linux/dma-direction.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/scatterlist.h>

__BEGIN_DECLS

typedef s32 dma_cookie_t;
#define DMA_MIN_COOKIE 1
DMASAN_STANDIN_INLINE int dma_submit_error(dma_cookie_t cookie) {
  return cookie < 0 ? cookie : 0;
}

enum dma_status {
  DMA_COMPLETE,
  DMA_IN_PROGRESS,
  DMA_PAUSED,
  DMA_ERROR,
  DMA_OUT_OF_ORDER,
};
enum dma_transfer_direction {
  DMA_MEM_TO_MEM,
  DMA_MEM_TO_DEV,
  DMA_DEV_TO_MEM,
  DMA_DEV_TO_DEV,
  DMA_TRANS_NONE,
};
enum dma_ctrl_flags {
  DMA_PREP_INTERRUPT = (1 << 0),
  DMA_CTRL_ACK = (1 << 1),
};
enum dma_slave_buswidth {
  DMA_SLAVE_BUSWIDTH_UNDEFINED = 0,
  DMA_SLAVE_BUSWIDTH_1_BYTE = 1,
  DMA_SLAVE_BUSWIDTH_2_BYTES = 2,
  DMA_SLAVE_BUSWIDTH_4_BYTES = 4,
  DMA_SLAVE_BUSWIDTH_8_BYTES = 8,
};

struct dma_slave_config {
  enum dma_transfer_direction direction;
  phys_addr_t src_addr;
  phys_addr_t dst_addr;
  enum dma_slave_buswidth src_addr_width;
  enum dma_slave_buswidth dst_addr_width;
  u32 src_maxburst;
  u32 dst_maxburst;
};

struct dma_device;
struct dma_chan {
  struct dma_device *device;
  dma_cookie_t cookie;
  dma_cookie_t completed_cookie;
  int chan_id;
  struct list_head device_node;
  void *private_data;
};

typedef void (*dma_async_tx_callback)(void *dma_async_param);

struct dma_async_tx_descriptor {
  dma_cookie_t cookie;
  enum dma_ctrl_flags flags;
  dma_addr_t phys;
  struct dma_chan *chan;
  dma_cookie_t (*tx_submit)(struct dma_async_tx_descriptor *tx);
  int (*desc_free)(struct dma_async_tx_descriptor *tx);
  dma_async_tx_callback callback;
  void *callback_param;
};

struct dma_tx_state {
  dma_cookie_t last;
  dma_cookie_t used;
  u32 residue;
};

struct dma_device {
  struct device *dev;
  struct list_head channels;
  struct dma_async_tx_descriptor *(*device_prep_dma_memcpy)(
      struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len,
      unsigned long flags);
  struct dma_async_tx_descriptor *(*device_prep_slave_sg)(
      struct dma_chan *chan, struct scatterlist *sgl, unsigned int sg_len,
      enum dma_transfer_direction direction, unsigned long flags,
      void *context);
  struct dma_async_tx_descriptor *(*device_prep_dma_cyclic)(
      struct dma_chan *chan, dma_addr_t buf_addr, size_t buf_len,
      size_t period_len, enum dma_transfer_direction direction,
      unsigned long flags);
  int (*device_config)(struct dma_chan *chan, struct dma_slave_config *config);
  int (*device_terminate_all)(struct dma_chan *chan);
  void (*device_synchronize)(struct dma_chan *chan);
  enum dma_status (*device_tx_status)(struct dma_chan *chan,
                                      dma_cookie_t cookie,
                                      struct dma_tx_state *txstate);
  void (*device_issue_pending)(struct dma_chan *chan);
};

DMASAN_STANDIN_INLINE int
dmaengine_slave_config(struct dma_chan *chan, struct dma_slave_config *config) {
  return chan->device->device_config ? chan->device->device_config(chan, config)
                                     : -ENOSYS;
}
DMASAN_STANDIN_INLINE struct dma_async_tx_descriptor *
dmaengine_prep_dma_memcpy(struct dma_chan *chan, dma_addr_t dest,
                          dma_addr_t src, size_t len, unsigned long flags) {
  return chan->device->device_prep_dma_memcpy
             ? chan->device->device_prep_dma_memcpy(chan, dest, src, len, flags)
             : NULL;
}
DMASAN_STANDIN_INLINE struct dma_async_tx_descriptor *
dmaengine_prep_slave_sg(struct dma_chan *chan, struct scatterlist *sgl,
                        unsigned int sg_len, enum dma_transfer_direction dir,
                        unsigned long flags) {
  return chan->device->device_prep_slave_sg
             ? chan->device->device_prep_slave_sg(chan, sgl, sg_len, dir, flags,
                                                  NULL)
             : NULL;
}
DMASAN_STANDIN_INLINE struct dma_async_tx_descriptor *
dmaengine_prep_slave_single(struct dma_chan *chan, dma_addr_t buf, size_t len,
                            enum dma_transfer_direction dir,
                            unsigned long flags) {
  struct scatterlist sg;

  sg_init_table(&sg, 1);
  sg_dma_address(&sg) = buf;
  sg_dma_len(&sg) = (unsigned int)len;
  return dmaengine_prep_slave_sg(chan, &sg, 1, dir, flags);
}
DMASAN_STANDIN_INLINE struct dma_async_tx_descriptor *dmaengine_prep_dma_cyclic(
    struct dma_chan *chan, dma_addr_t buf_addr, size_t buf_len,
    size_t period_len, enum dma_transfer_direction dir, unsigned long flags) {
  return chan->device->device_prep_dma_cyclic
             ? chan->device->device_prep_dma_cyclic(chan, buf_addr, buf_len,
                                                    period_len, dir, flags)
             : NULL;
}
DMASAN_STANDIN_INLINE dma_cookie_t
dmaengine_submit(struct dma_async_tx_descriptor *desc) {
  return desc->tx_submit(desc);
}
DMASAN_STANDIN_INLINE void dma_async_issue_pending(struct dma_chan *chan) {
  chan->device->device_issue_pending(chan);
}
DMASAN_STANDIN_INLINE enum dma_status
dmaengine_tx_status(struct dma_chan *chan, dma_cookie_t cookie,
                    struct dma_tx_state *state) {
  return chan->device->device_tx_status(chan, cookie, state);
}
DMASAN_STANDIN_INLINE int dmaengine_terminate_sync(struct dma_chan *chan) {
  int error = chan->device->device_terminate_all
                  ? chan->device->device_terminate_all(chan)
                  : -EINVAL;

  if (!error && chan->device->device_synchronize)
    chan->device->device_synchronize(chan);
  return error;
}
DMASAN_STANDIN_INLINE struct dma_chan *dma_request_chan(struct device *dev,
                                                        const char *name) {
  (void)dev, (void)name;
  return (struct dma_chan *)ERR_PTR(-ENODEV);
}
DMASAN_STANDIN_INLINE void dma_release_channel(struct dma_chan *chan) {
  (void)chan;
}

__END_DECLS

#endif
