// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C19-08, Linux ena, Launchpad bug 1869948
// ena (Linux): there is no shutdown function. The bus master bit is taken away
// for the reboot by kexec, but the firmware keeps its queues, and when the next
// kernel enables the device it writes where the last one had its buffers.
// EXPECT: device-active-at-shutdown in firmware at 0

#include "case.h"

#include <linux/pci.h>

struct ena_adapter {
  struct pci_dev *pdev;
  char *aenq;
  dma_addr_t aenq_dma;
  int queues_alive;
};

static struct ena_adapter adapter;

static int ena_probe(struct pci_dev *pdev, const struct pci_device_id *ent) {
  (void)ent;
  adapter.pdev = pdev;
  pci_set_master(pdev);
  adapter.aenq = (char *)dma_alloc_coherent(&pdev->dev, 4096, &adapter.aenq_dma,
                                            GFP_KERNEL);
  if (!adapter.aenq)
    return -ENOMEM;
  adapter.queues_alive = 1;
  return 0;
}

static void ena_remove(struct pci_dev *pdev) {
  adapter.queues_alive = 0;
  dma_free_coherent(&pdev->dev, 4096, adapter.aenq, adapter.aenq_dma);
}

static __attribute__((__noinline__)) void ena_shutdown(struct pci_dev *pdev) {
#ifdef GOOD
  adapter.queues_alive = 0; /* ena_com_dev_reset() */
#endif
  (void)pdev;
}

static __attribute__((__noinline__)) void firmware(struct pci_dev *pdev) {
  if (adapter.queues_alive)
    dmasan_sim_dma_write(&pdev->dev, adapter.aenq_dma, "keep alive", 10);
}

static int driver(struct device *dev) {
  struct pci_dev *pdev = to_pci_dev(dev);

  CHECK(2, ena_probe(pdev, NULL) == 0);
  firmware(pdev);
  ena_shutdown(pdev);
  dmasan_sim_device_shutdown(dev);
  pci_set_master(pdev); /* the next kernel */
  firmware(pdev);
  ena_remove(pdev);
  return 0;
}
