/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * There is no device tree: a node has no properties, and everything optional is
 * absent.
 */
#ifndef DMASAN_STANDIN_LINUX_OF_H
#define DMASAN_STANDIN_LINUX_OF_H

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/mod_devicetable.h>

__BEGIN_DECLS

struct device_node {
  const char *name;
  const char *full_name;
};

#define of_match_ptr(ptr) (ptr)

DMASAN_STANDIN_INLINE int of_property_read_u32(const struct device_node *np,
                                               const char *name, u32 *value) {
  (void)np, (void)name, (void)value;
  return -EINVAL;
}
DMASAN_STANDIN_INLINE bool of_property_read_bool(const struct device_node *np,
                                                 const char *name) {
  (void)np, (void)name;
  return false;
}
DMASAN_STANDIN_INLINE const void *
of_device_get_match_data(const struct device *dev) {
  const struct device_driver *driver = dev->driver;

  return driver && driver->of_match_table ? driver->of_match_table->data : NULL;
}

__END_DECLS

#endif
