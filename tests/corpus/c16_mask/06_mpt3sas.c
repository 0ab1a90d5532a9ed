// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C16-06, Linux mpt3sas, <1581416293-41610-2-git-send-email-suganath-prabu.subramani@broadcom.com>
// mpt3sas (Linux): the pools are allocated with a coherent mask of 32 bits, so
// that they share their upper address bits; then the mask is raised and more
// is allocated.
// EXPECT: mask-changed in _base_change_consistent_dma_mask at 0

#define CASE_NO_MASK
#include "case.h"

struct MPT3SAS_ADAPTER {
  struct device *dev;
  int dma_mask;
  void *reply, *reply_post_free;
  dma_addr_t reply_dma, reply_post_free_dma;
};

static __attribute__((__noinline__)) int
_base_config_dma_addressing(struct MPT3SAS_ADAPTER *ioc) {
#ifdef GOOD
  ioc->dma_mask = 63;
  return dma_set_mask_and_coherent(ioc->dev, DMA_BIT_MASK(63));
#else
  ioc->dma_mask = 63;
  if (dma_set_mask(ioc->dev, DMA_BIT_MASK(63)))
    return -ENODEV;
  return dma_set_coherent_mask(ioc->dev, DMA_BIT_MASK(32));
#endif
}

static __maybe_unused __attribute__((__noinline__)) int
_base_change_consistent_dma_mask(struct MPT3SAS_ADAPTER *ioc) {
  return dma_set_coherent_mask(ioc->dev, DMA_BIT_MASK(ioc->dma_mask));
}

static __attribute__((__noinline__)) int
base_allocate_memory_pools(struct MPT3SAS_ADAPTER *ioc) {
  ioc->reply = dma_alloc_coherent(ioc->dev, 4096, &ioc->reply_dma, GFP_KERNEL);
  if (!ioc->reply)
    return -ENOMEM;
#ifndef GOOD
  if (_base_change_consistent_dma_mask(ioc))
    return -ENODEV;
#endif
  ioc->reply_post_free =
      dma_alloc_coherent(ioc->dev, 4096, &ioc->reply_post_free_dma, GFP_KERNEL);
  return ioc->reply_post_free ? 0 : -ENOMEM;
}

static int driver(struct device *dev) {
  struct MPT3SAS_ADAPTER ioc = {.dev = dev};

  CHECK(2, _base_config_dma_addressing(&ioc) == 0);
  CHECK(3, base_allocate_memory_pools(&ioc) == 0);
  dma_free_coherent(dev, 4096, ioc.reply_post_free, ioc.reply_post_free_dma);
  dma_free_coherent(dev, 4096, ioc.reply, ioc.reply_dma);
  return 0;
}
