// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A client of a DMA channel maps for the channel's device, not for its
// own. The wrong one gives the engine an address of another device.
// EXPECT: device-access-unmapped in engine_issue at 0
// RUN: %run_case %s

#include "case.h"

#include <linux/dmaengine.h>

static struct dma_async_tx_descriptor pending;
static dma_addr_t pending_address;
static int done;

static dma_cookie_t engine_submit(struct dma_async_tx_descriptor *tx) {
  return tx->cookie = DMA_MIN_COOKIE;
}
static struct dma_async_tx_descriptor *
engine_prep(struct dma_chan *chan, struct scatterlist *sgl, unsigned int count,
            enum dma_transfer_direction direction, unsigned long flags,
            void *context) {
  (void)flags, (void)context;
  if (count != 1 || direction != DMA_DEV_TO_MEM)
    return NULL;
  pending = (struct dma_async_tx_descriptor){.chan = chan,
                                             .tx_submit = engine_submit};
  pending_address = sg_dma_address(sgl);
  return &pending;
}
static __attribute__((__noinline__)) void engine_issue(struct dma_chan *chan) {
  if (dmasan_sim_dma_write(chan->device->dev, pending_address, "data", 4) == 0)
    pending.callback(pending.callback_param);
}
static void client_done(void *param) { ++*(int *)param; }

static int driver(struct device *dev) {
  struct device *engine_dev = dmasan_sim_device_create("engine", NULL);
  struct dma_device engine = {.dev = engine_dev,
                              .device_prep_slave_sg = engine_prep,
                              .device_issue_pending = engine_issue};
  struct dma_chan chan = {.device = &engine};
  struct dma_async_tx_descriptor *desc;
  char *buf = (char *)kzalloc(256, GFP_KERNEL);
  struct device *master = engine_dev;
  dma_addr_t dma;

  CHECK(2, IS_ERR(dma_request_chan(dev, "rx")));
  CHECK(3, dma_set_mask_and_coherent(engine_dev, DMA_BIT_MASK(40)) == 0);
#ifndef GOOD
  master = dev;
#endif
  dma = dma_map_single(master, buf, 256, DMA_FROM_DEVICE);
  CHECK(4, !dma_mapping_error(master, dma));
  desc = dmaengine_prep_slave_single(&chan, dma, 256, DMA_DEV_TO_MEM, 0);
  CHECK(5, desc);
  desc->callback = client_done;
  desc->callback_param = &done;
  CHECK(6, !dma_submit_error(dmaengine_submit(desc)));
  dma_async_issue_pending(&chan);
  dma_unmap_single(master, dma, 256, DMA_FROM_DEVICE);
#ifdef GOOD
  CHECK(7, done == 1 && !memcmp(buf, "data", 4));
#endif
  kfree(buf);
  dmasan_sim_device_destroy(engine_dev);
  return 0;
}
