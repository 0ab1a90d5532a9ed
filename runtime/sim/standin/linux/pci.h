/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * PCI functions and their drivers. A function is bound to a driver of its name,
 * or with its identifiers, which a test sets. There is no configuration space.
 */
#ifndef DMASAN_STANDIN_LINUX_PCI_H
#define DMASAN_STANDIN_LINUX_PCI_H

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mod_devicetable.h>
#include_next <linux/pci.h>

__BEGIN_DECLS

#define PCI_STD_NUM_BARS_STANDIN 6

struct pci_dev {
  struct device dev;
  unsigned short vendor;
  unsigned short device;
  unsigned short subsystem_vendor;
  unsigned short subsystem_device;
  unsigned int devfn;
  unsigned int irq;
  unsigned int is_busmaster : 1;
  unsigned int enabled : 1;
};

struct pci_driver {
  const char *name;
  const struct pci_device_id *id_table;
  int (*probe)(struct pci_dev *dev, const struct pci_device_id *id);
  void (*remove)(struct pci_dev *dev);
  void (*shutdown)(struct pci_dev *dev);
  struct device_driver driver;
};

#define to_pci_dev(d) container_of(d, struct pci_dev, dev)
#define PCI_DEVICE(vend, dev)                                                  \
  .vendor = (vend), .device = (dev), .subvendor = (__u32)PCI_ANY_ID,           \
  .subdevice = (__u32)PCI_ANY_ID
#define PCI_VDEVICE(vend, dev) PCI_DEVICE(PCI_VENDOR_ID_##vend, dev)
#define pci_name(pdev) dev_name(&(pdev)->dev)
#define pci_err(pdev, fmt, arg...) dev_err(&(pdev)->dev, fmt, ##arg)
#define pci_warn(pdev, fmt, arg...) dev_warn(&(pdev)->dev, fmt, ##arg)
#define pci_info(pdev, fmt, arg...) dev_info(&(pdev)->dev, fmt, ##arg)

/* Probes the functions that are there. */
int pci_register_driver(struct pci_driver *driver);
void pci_unregister_driver(struct pci_driver *driver);

int pci_enable_device(struct pci_dev *dev);
void pci_disable_device(struct pci_dev *dev);
int pcim_enable_device(struct pci_dev *pdev);
void pci_set_master(struct pci_dev *dev);
void pci_clear_master(struct pci_dev *dev);
#define pci_enable_device_mem(dev) pci_enable_device(dev)

resource_size_t pci_resource_start(struct pci_dev *dev, int bar);
resource_size_t pci_resource_len(struct pci_dev *dev, int bar);
void __iomem *pci_iomap(struct pci_dev *dev, int bar, unsigned long max);
#define pci_ioremap_bar(dev, bar) pci_iomap(dev, bar, 0)
#define pcim_iomap(dev, bar, max) pci_iomap(dev, bar, max)
DMASAN_STANDIN_INLINE void pci_iounmap(struct pci_dev *dev,
                                       void __iomem *addr) {
  (void)dev, (void)addr;
}
/* Nobody else wants the registers. */
DMASAN_STANDIN_INLINE int pci_request_regions(struct pci_dev *dev,
                                              const char *name) {
  (void)dev, (void)name;
  return 0;
}
DMASAN_STANDIN_INLINE void pci_release_regions(struct pci_dev *dev) {
  (void)dev;
}

#define PCI_IRQ_LEGACY (1u << 0)
#define PCI_IRQ_MSI (1u << 1)
#define PCI_IRQ_MSIX (1u << 2)
#define PCI_IRQ_ALL_TYPES (PCI_IRQ_LEGACY | PCI_IRQ_MSI | PCI_IRQ_MSIX)
int pci_alloc_irq_vectors(struct pci_dev *dev, unsigned int min_vecs,
                          unsigned int max_vecs, unsigned int flags);
void pci_free_irq_vectors(struct pci_dev *dev);
int pci_irq_vector(struct pci_dev *dev, unsigned int nr);

DMASAN_STANDIN_INLINE void *pci_get_drvdata(struct pci_dev *pdev) {
  return dev_get_drvdata(&pdev->dev);
}
DMASAN_STANDIN_INLINE void pci_set_drvdata(struct pci_dev *pdev, void *data) {
  dev_set_drvdata(&pdev->dev, data);
}

#define module_pci_driver(driver)                                              \
  module_driver(driver, pci_register_driver, pci_unregister_driver)

__END_DECLS

#endif
