/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A PCI function is its struct device; there is no configuration space.
 */
#ifndef DMASAN_STANDIN_LINUX_PCI_H
#define DMASAN_STANDIN_LINUX_PCI_H

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include_next <linux/pci.h>

__BEGIN_DECLS

struct pci_dev {
  struct device dev;
  unsigned short vendor;
  unsigned short device;
};

#define to_pci_dev(d) container_of(d, struct pci_dev, dev)

DMASAN_STANDIN_INLINE void *pci_get_drvdata(struct pci_dev *pdev) {
  return dev_get_drvdata(&pdev->dev);
}
DMASAN_STANDIN_INLINE void pci_set_drvdata(struct pci_dev *pdev, void *data) {
  dev_set_drvdata(&pdev->dev, data);
}

__END_DECLS

#endif
