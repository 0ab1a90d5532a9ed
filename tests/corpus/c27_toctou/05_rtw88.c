// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C27-05, Linux rtw88, <20260421111434.3389674-1-tristmd@gmail.com>
// rtw88 (Linux): the firmware's packet length, 14 bits of the descriptor, is
// the length of a copy out of a receive buffer of 11478 bytes.
// EXPECT: unchecked-device-value in rtw_pci_rx_napi at 0
// FLAGS: -fsanitize-dma-fetches
// KERNEL: unseen, repeated reads are followed in a process only

#include "case.h"

#define RTK_PCI_RX_BUF_SIZE 11478
#define RX_DESC_SIZE 24

struct rtw_dev {
  struct device *dev;
  u8 *buf;
  dma_addr_t dma;
};

static __attribute__((__noinline__)) int rtw_pci_rx_napi(struct rtw_dev *rtwdev,
                                                         u8 *skb) {
  u32 pkt_len, desc;

  dma_sync_single_for_cpu(rtwdev->dev, rtwdev->dma, RTK_PCI_RX_BUF_SIZE,
                          DMA_FROM_DEVICE);
  desc = READ_ONCE(*(const u32 *)rtwdev->buf);
  pkt_len = desc & 0x3fff;
#ifdef GOOD
  if (pkt_len > RTK_PCI_RX_BUF_SIZE - RX_DESC_SIZE)
    return -EINVAL;
#endif
  memcpy(skb, rtwdev->buf + RX_DESC_SIZE, pkt_len);
  dma_sync_single_for_device(rtwdev->dev, rtwdev->dma, RTK_PCI_RX_BUF_SIZE,
                             DMA_FROM_DEVICE);
  return (int)pkt_len;
}

static int driver(struct device *dev) {
  struct rtw_dev rtwdev = {.dev = dev};
  u8 *skb = (u8 *)kmalloc(16384, GFP_KERNEL);
  u32 desc = 60;

  rtwdev.buf = (u8 *)__get_free_pages(GFP_KERNEL, 2);
  CHECK(2, rtwdev.buf && skb);
  rtwdev.dma =
      dma_map_single(dev, rtwdev.buf, RTK_PCI_RX_BUF_SIZE, DMA_FROM_DEVICE);
  CHECK(3, !dma_mapping_error(dev, rtwdev.dma));
  CHECK(4, dmasan_sim_dma_write(dev, rtwdev.dma, &desc, sizeof(desc)) == 0);
  CHECK(5, rtw_pci_rx_napi(&rtwdev, skb) == 60);
  dma_unmap_single(dev, rtwdev.dma, RTK_PCI_RX_BUF_SIZE, DMA_FROM_DEVICE);
  free_pages((unsigned long)rtwdev.buf, 2);
  kfree(skb);
  return 0;
}
