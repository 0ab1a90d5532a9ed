/* SPDX-License-Identifier: GPL-2.0
 *
 * What the cases share. One thread runs them, one after the other.
 */
#ifndef DMASAN_MISUSE_CASES_H
#define DMASAN_MISUSE_CASES_H

#include <linux/bug.h>
#include <linux/dma-mapping.h>

enum { kSize = 256 };

/* Platform devices without hardware: no case moves data. */
extern struct device *dev, *other_dev;
extern char *buffer; /* kSize bytes, whole cache lines */

static inline dma_addr_t map(void *at, size_t size,
                             enum dma_data_direction dir) {
  dma_addr_t dma = dma_map_single(dev, at, size, dir);
  WARN_ON(dma_mapping_error(dev, dma));
  return dma;
}

#define MISUSE_CASE(Name, Seen, Kind) void case_##Name(void);
#include "cases.def"

#endif
