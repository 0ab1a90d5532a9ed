/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * struct device and memory managed by it. Devices come from
 * dmasan_sim_device_create(); a struct device made by anybody else has no bus,
 * and maps nothing.
 */
#ifndef DMASAN_STANDIN_LINUX_DEVICE_H
#define DMASAN_STANDIN_LINUX_DEVICE_H

#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/types.h>

__BEGIN_DECLS

struct device_node;
struct dmasan_sim_device;

struct dev_pm_ops;
struct module;
struct of_device_id;

struct device_driver {
  const char *name;
  struct module *owner;
  const struct of_device_id *of_match_table;
  const struct dev_pm_ops *pm;
};

struct device_dma_parameters {
  unsigned int max_segment_size;
  unsigned long segment_boundary_mask;
};

struct device {
  struct device *parent;
  const char *init_name;
  struct device_driver *driver;
  void *driver_data;
  void *platform_data;
  struct device_node *of_node;
  u64 *dma_mask;
  u64 coherent_dma_mask;
  u64 bus_dma_limit;
  struct device_dma_parameters *dma_parms;
  struct dmasan_sim_device *sim; /* the simulator's side of it */
};

DMASAN_STANDIN_INLINE const char *dev_name(const struct device *dev) {
  return dev->init_name;
}
DMASAN_STANDIN_INLINE void *dev_get_drvdata(const struct device *dev) {
  return dev->driver_data;
}
DMASAN_STANDIN_INLINE void dev_set_drvdata(struct device *dev, void *data) {
  dev->driver_data = data;
}

DMASAN_STANDIN_INLINE void *dev_get_platdata(const struct device *dev) {
  return dev->platform_data;
}
/* A device lives until the test destroys it. */
DMASAN_STANDIN_INLINE struct device *get_device(struct device *dev) {
  return dev;
}
DMASAN_STANDIN_INLINE void put_device(struct device *dev) { (void)dev; }
DMASAN_STANDIN_INLINE int dev_to_node(struct device *dev) {
  (void)dev;
  return -1;
}

/* Freed when the device is unbound, last one first. */
void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp);
void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp);
void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t gfp);
void devm_kfree(struct device *dev, const void *object);
int devm_add_action(struct device *dev, void (*action)(void *), void *data);
int devm_add_action_or_reset(struct device *dev, void (*action)(void *),
                             void *data);

#define dev_printk_standin(dev, fmt, ...)                                      \
  printk("%s: " fmt, dev_name(dev), ##__VA_ARGS__)
#define dev_err(dev, fmt, ...) dev_printk_standin(dev, fmt, ##__VA_ARGS__)
#define dev_warn(dev, fmt, ...) dev_printk_standin(dev, fmt, ##__VA_ARGS__)
#define dev_info(dev, fmt, ...) dev_printk_standin(dev, fmt, ##__VA_ARGS__)
#define dev_notice(dev, fmt, ...) dev_printk_standin(dev, fmt, ##__VA_ARGS__)
#define dev_err_probe(dev, error, fmt, ...)                                    \
  ({                                                                           \
    int _error = (error);                                                      \
    dev_printk_standin(dev, "error %d: " fmt, _error, ##__VA_ARGS__);          \
    _error;                                                                    \
  })
#define dev_dbg(dev, fmt, ...)                                                 \
  ((void)sizeof(printf("%s: " fmt, dev_name(dev), ##__VA_ARGS__)))

__END_DECLS

#endif
