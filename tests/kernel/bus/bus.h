/* SPDX-License-Identifier: GPL-2.0
 *
 * What the two halves of the corpus's bus know of each other: its devices
 * (devices.c) and the translation of their addresses (translate.c).
 */
#ifndef CORPUS_BUS_H
#define CORPUS_BUS_H

#include <linux/device.h>
#include <linux/list.h>
#include <linux/types.h>

/* A translation table, shared by a device and its children. */
struct space {
  struct list_head windows; /* under the lock of translate.c */
  u64 next;         /* page below which nothing was given out; 0: none */
  u64 wires;        /* address lines that exist */
  bool passthrough; /* RAM answers at its physical address, too */
  unsigned int users;
  u64 number; /* of tables made before */
};

extern const struct dma_map_ops corpus_bus_operations;

/* The table through which a device masters the bus; NULL for a stranger. */
struct space *corpus_space_of(struct device *dev);
/* Ends every translation and frees what was allocated with one. */
void corpus_space_clear(struct space *space);
/* The device moves bytes; -EFAULT and nothing moved where it reaches none. */
int corpus_space_access(struct space *space, u64 address, char *bytes,
                        size_t size, bool is_write);

#endif
