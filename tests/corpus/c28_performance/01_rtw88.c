// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C28-01, Linux rtw88, <20190711052427.5582-2-jian-hong@endlessm.com>
// rtw88 (Linux): for every packet the buffer is unmapped, copied from and
// mapped again, where a sync would do.
// EXPECT: mapping-churn in rtw_pci_reset_rx_desc at 0
// OPTIONS: report_from=performance

#include "case.h"

#define RTK_PCI_RX_BUF_SIZE 11478

static __attribute__((__noinline__)) int
rtw_pci_reset_rx_desc(struct device *dev, char *skb, dma_addr_t *desc) {
  *desc = dma_map_single(dev, skb, RTK_PCI_RX_BUF_SIZE, DMA_FROM_DEVICE);
  return dma_mapping_error(dev, *desc) ? -EBUSY : 0;
}

static __attribute__((__noinline__)) int
rtw_pci_rx_isr(struct device *dev, char *skb, dma_addr_t *desc, char *packet) {
#ifdef GOOD
  dma_sync_single_for_cpu(dev, *desc, RTK_PCI_RX_BUF_SIZE, DMA_FROM_DEVICE);
  memcpy(packet, skb, 64);
  dma_sync_single_for_device(dev, *desc, RTK_PCI_RX_BUF_SIZE, DMA_FROM_DEVICE);
  return 0;
#else
  dma_unmap_single(dev, *desc, RTK_PCI_RX_BUF_SIZE, DMA_FROM_DEVICE);
  memcpy(packet, skb, 64);
  return rtw_pci_reset_rx_desc(dev, skb, desc);
#endif
}

static __attribute__((__noinline__)) int receive(struct device *dev,
                                                 dma_addr_t desc) {
  return dmasan_sim_dma_write(dev, desc, "packet", 6);
}

static int driver(struct device *dev) {
  char *skb = (char *)kzalloc(RTK_PCI_RX_BUF_SIZE, GFP_KERNEL);
  static char packet[64];
  dma_addr_t desc;

  CHECK(2, skb);
  CHECK(3, rtw_pci_reset_rx_desc(dev, skb, &desc) == 0);
  for (int i = 0; i < 300; i++) {
    CHECK(4, receive(dev, desc) == 0);
    CHECK(5, rtw_pci_rx_isr(dev, skb, &desc, packet) == 0);
  }
  dma_unmap_single(dev, desc, RTK_PCI_RX_BUF_SIZE, DMA_FROM_DEVICE);
  kfree(skb);
  return 0;
}
