// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A PCI driver that receives into a socket buffer. The wrong one maps a
// byte too much: the network stack's own data behind the packet.
// EXPECT: cacheline-shared-object in nic_probe at 129
// RUN: %run_case %s

#include <dmasan/sim.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/skbuff.h>

#ifdef GOOD
enum { kSize = 128 };
#else
enum { kSize = 129 };
#endif

struct nic {
  struct sk_buff *skb;
  dma_addr_t dma;
};

static int nic_probe(struct pci_dev *pdev, const struct pci_device_id *id) {
  struct nic *nic = devm_kzalloc(&pdev->dev, sizeof(*nic), GFP_KERNEL);
  int error = pcim_enable_device(pdev);

  if (!nic || error || id->driver_data != 7)
    return -ENODEV;
  pci_set_master(pdev);
  error = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
  if (error)
    return error;
  nic->skb = netdev_alloc_skb(NULL, 256);
  if (!nic->skb)
    return -ENOMEM;
  nic->dma = dma_map_single(&pdev->dev, nic->skb->data, kSize, DMA_FROM_DEVICE);
  if (dma_mapping_error(&pdev->dev, nic->dma)) {
    dev_kfree_skb_any(nic->skb);
    return -ENOMEM;
  }
  pci_set_drvdata(pdev, nic);
  return 0;
}
static void nic_remove(struct pci_dev *pdev) {
  struct nic *nic = pci_get_drvdata(pdev);

  dma_unmap_single(&pdev->dev, nic->dma, kSize, DMA_FROM_DEVICE);
  skb_put(nic->skb, 4);
  if (memcmp(nic->skb->data, "ping", 4))
    dev_err(&pdev->dev, "no packet\n");
  dev_kfree_skb_any(nic->skb);
}

static const struct pci_device_id nic_ids[] = {
    {PCI_DEVICE(0x8086, 0x1000)},
    {PCI_DEVICE(0x8086, 0x100e), .driver_data = 7},
    {},
};
static struct pci_driver nic_driver = {
    .name = "nic",
    .id_table = nic_ids,
    .probe = nic_probe,
    .remove = nic_remove,
};
module_pci_driver(nic_driver);

int main(void) {
  struct device *dev = dmasan_sim_device_create("0000:00:03.0", NULL);
  struct nic *nic;

  to_pci_dev(dev)->vendor = 0x8086;
  to_pci_dev(dev)->device = 0x100e;
  if (init_module() || !dev->driver || !to_pci_dev(dev)->is_busmaster)
    return 2;
  nic = dev_get_drvdata(dev);
  if (dmasan_sim_dma_write(dev, nic->dma, "ping", 4))
    return 3;
  cleanup_module();
  dmasan_sim_device_destroy(dev);
  return 0;
}
