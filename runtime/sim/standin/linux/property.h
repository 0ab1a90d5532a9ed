/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Devices have no properties.
 */
#ifndef DMASAN_STANDIN_LINUX_PROPERTY_H
#define DMASAN_STANDIN_LINUX_PROPERTY_H

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/of.h>

__BEGIN_DECLS

DMASAN_STANDIN_INLINE bool device_property_present(struct device *dev,
                                                   const char *name) {
  (void)dev, (void)name;
  return false;
}
#define device_property_read_bool(dev, name) device_property_present(dev, name)
DMASAN_STANDIN_INLINE int
device_property_read_u32(struct device *dev, const char *name, u32 *value) {
  (void)dev, (void)name, (void)value;
  return -EINVAL;
}
#define device_get_match_data(dev) of_device_get_match_data(dev)

__END_DECLS

#endif
