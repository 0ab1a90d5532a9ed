// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C08-06, barebox designware, commit dcd743414b15
// designware (barebox): the ring is set up with a sync for the CPU directly
// before the card is made the owner of the buffer. Nothing is lost where both
// syncs do the same, so it takes the strict reading of the rules to see it.
// EXPECT: device-access-cpu-owned in dma_engine at 0
// OPTIONS: strict_ownership=1

#include "case.h"

#define CONFIG_ETH_BUFSIZE 2048
#define DESC_RXSTS_OWNBYDMA 0x80000000u

struct dmamacdescr {
  u32 txrx_status;
  dma_addr_t dmamac_addr;
};

static __attribute__((__noinline__)) void
rx_descs_init(struct device *dev, struct dmamacdescr *desc_p,
              dma_addr_t rxbuffs) {
  desc_p->dmamac_addr = rxbuffs;
#ifdef GOOD
  dma_sync_single_for_device(dev, desc_p->dmamac_addr, CONFIG_ETH_BUFSIZE,
                             DMA_FROM_DEVICE);
#else
  dma_sync_single_for_cpu(dev, desc_p->dmamac_addr, CONFIG_ETH_BUFSIZE,
                          DMA_FROM_DEVICE);
#endif
  desc_p->txrx_status = DESC_RXSTS_OWNBYDMA;
}

static __attribute__((__noinline__)) void
dma_engine(struct device *dev, struct dmamacdescr *desc_p) {
  if (!(desc_p->txrx_status & DESC_RXSTS_OWNBYDMA))
    return;
  dmasan_sim_dma_write(dev, desc_p->dmamac_addr, "packet", 6);
  desc_p->txrx_status = 6;
}

static int dwc_ether_rx(struct device *dev, struct dmamacdescr *desc_p,
                        const char *buffer) {
  int first;

  dma_sync_single_for_cpu(dev, desc_p->dmamac_addr, desc_p->txrx_status,
                          DMA_FROM_DEVICE);
  first = buffer[0];
  dma_sync_single_for_device(dev, desc_p->dmamac_addr, desc_p->txrx_status,
                             DMA_FROM_DEVICE);
  desc_p->txrx_status = DESC_RXSTS_OWNBYDMA;
  return first;
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(CONFIG_ETH_BUFSIZE, GFP_KERNEL);
  struct dmamacdescr desc;
  dma_addr_t dma;

  CHECK(2, buffer);
  dma = dma_map_single(dev, buffer, CONFIG_ETH_BUFSIZE, DMA_FROM_DEVICE);
  CHECK(3, !dma_mapping_error(dev, dma));
  rx_descs_init(dev, &desc, dma);
  dma_engine(dev, &desc);
  CHECK(4, dwc_ether_rx(dev, &desc, buffer) == 'p');
  dma_unmap_single(dev, dma, CONFIG_ETH_BUFSIZE, DMA_FROM_DEVICE);
  kfree(buffer);
  return 0;
}
