/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Platform devices and their drivers. A device is bound to a driver of its
 * name, or of one that its driver's table has.
 */
#ifndef DMASAN_STANDIN_LINUX_PLATFORM_DEVICE_H
#define DMASAN_STANDIN_LINUX_PLATFORM_DEVICE_H

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mod_devicetable.h>

__BEGIN_DECLS

/* The simulator's devices begin like this, in this order. */
struct platform_device {
  struct resource *resource;
  u32 num_resources;
  int id;
  const char *name;
  struct device dev;
};

struct platform_driver {
  int (*probe)(struct platform_device *);
  int (*remove)(struct platform_device *);
  void (*shutdown)(struct platform_device *);
  struct device_driver driver;
  const struct platform_device_id *id_table;
};

#define to_platform_device(x) container_of((x), struct platform_device, dev)

/* Probes the devices that are there. */
int platform_driver_register(struct platform_driver *driver);
void platform_driver_unregister(struct platform_driver *driver);

int platform_get_irq(struct platform_device *pdev, unsigned int num);
#define platform_get_irq_optional(pdev, num) platform_get_irq(pdev, num)
struct resource *platform_get_resource(struct platform_device *pdev,
                                       unsigned int type, unsigned int num);
void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev,
                                             unsigned int index);
void __iomem *devm_ioremap_resource(struct device *dev,
                                    const struct resource *res);

DMASAN_STANDIN_INLINE void *
platform_get_drvdata(const struct platform_device *pdev) {
  return dev_get_drvdata(&pdev->dev);
}
DMASAN_STANDIN_INLINE void platform_set_drvdata(struct platform_device *pdev,
                                                void *data) {
  dev_set_drvdata(&pdev->dev, data);
}

#define module_platform_driver(driver)                                         \
  module_driver(driver, platform_driver_register, platform_driver_unregister)

__END_DECLS

#endif
