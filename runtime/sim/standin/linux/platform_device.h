/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A platform device is its struct device.
 */
#ifndef DMASAN_STANDIN_LINUX_PLATFORM_DEVICE_H
#define DMASAN_STANDIN_LINUX_PLATFORM_DEVICE_H

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>

__BEGIN_DECLS

struct platform_device {
  const char *name;
  struct device dev;
};

DMASAN_STANDIN_INLINE void *
platform_get_drvdata(const struct platform_device *pdev) {
  return dev_get_drvdata(&pdev->dev);
}
DMASAN_STANDIN_INLINE void platform_set_drvdata(struct platform_device *pdev,
                                                void *data) {
  dev_set_drvdata(&pdev->dev, data);
}

__END_DECLS

#endif
