/* SPDX-License-Identifier: GPL-2.0
 *
 * What the cases share. One thread runs them, one after the other.
 */
#ifndef DMASAN_MEMORY_CASES_H
#define DMASAN_MEMORY_CASES_H

#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>

/* Platform devices without hardware: no case moves data. */
extern struct device *dev, *other_dev;

static inline dma_addr_t map_page(struct page *page, size_t offset, size_t size,
                                  enum dma_data_direction dir) {
  dma_addr_t dma = dma_map_page(dev, page, offset, size, dir);
  WARN_ON(dma_mapping_error(dev, dma));
  return dma;
}

#define MEMORY_CASE(Name, Seen, Kind) void case_##Name(void);
#include "cases.def"

#endif
