// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: whoever does not look at what map_sg returns, or asks something else
// of it, is told at the first use of the list. Each way of the wrong version
// has its own function, and an answer that is a test in the right one.
// EXPECT: mapping-error-unchecked in ignored at 0
// EXPECT: mapping-error-unchecked in table_ignored at 0
// EXPECT: mapping-error-unchecked in negative at 0
// EXPECT: mapping-error-unchecked in wrong_helper at 0
// EXPECT: mapping-error-unchecked in loop_bound at 0
// EXPECT: mapping-error-unchecked in overwritten at 0
// RUN: %run_case %s -O0 -O2

#include "case.h"

#include <linux/printk.h>

#define APART static __attribute__((__noinline__))

APART int ignored(struct device *dev, struct scatterlist *sg) {
#ifdef GOOD
  if (!dma_map_sg(dev, sg, 2, DMA_TO_DEVICE))
    return 2;
#else
  dma_map_sg(dev, sg, 2, DMA_TO_DEVICE);
#endif
  dma_unmap_sg(dev, sg, 2, DMA_TO_DEVICE);
  return 0;
}

APART int table_ignored(struct device *dev, struct sg_table *table) {
#ifdef GOOD
  if (dma_map_sgtable(dev, table, DMA_FROM_DEVICE, 0))
    return 3;
#else
  dma_map_sgtable(dev, table, DMA_FROM_DEVICE, 0);
#endif
  dma_sync_sgtable_for_cpu(dev, table, DMA_FROM_DEVICE);
  dma_unmap_sgtable(dev, table, DMA_FROM_DEVICE, 0);
  return 0;
}

APART int negative(struct device *dev, struct scatterlist *sg) {
  int count = dma_map_sg(dev, sg, 2, DMA_TO_DEVICE);
  char seen;

#ifdef GOOD
  if (count <= 0)
    return 4;
#else
  if (count < 0)
    return 4;
#endif
  if (dmasan_sim_dma_read(dev, sg_dma_address(sg), &seen, 1))
    return 5;
  dma_unmap_sg(dev, sg, 2, DMA_TO_DEVICE);
  return 0;
}

APART int wrong_helper(struct device *dev, struct scatterlist *sg) {
  int count = dma_map_sg(dev, sg, 2, DMA_TO_DEVICE);

#ifdef GOOD
  if (count != 2)
    return 6;
#else
  if (dma_mapping_error(dev, count))
    return 6;
#endif
  dma_unmap_sg(dev, sg, 2, DMA_TO_DEVICE);
  return 0;
}

APART int loop_bound(struct device *dev, struct scatterlist *list) {
  int count = dma_map_sg(dev, list, 2, DMA_TO_DEVICE), i;
  unsigned int sum = 0;
  struct scatterlist *sg;

#ifdef GOOD
  if (!count)
    return 7;
#endif
  for_each_sg(list, sg, count, i) sum += sg_dma_len(sg);
  printk("%d entries of %u bytes\n", count, sum);
  dma_unmap_sg(dev, list, 2, DMA_TO_DEVICE);
  return sum == 128 ? 0 : 8;
}

/* What the variable holds later is not the answer. */
APART int overwritten(struct device *dev, struct scatterlist *sg) {
  int result = dma_map_sg(dev, sg, 2, DMA_TO_DEVICE);
  char seen;

#ifdef GOOD
  if (!result)
    return 9;
#endif
  result = dmasan_sim_dma_read(dev, sg_dma_address(sg), &seen, 1);
  if (result)
    return 10;
  dma_unmap_sg(dev, sg, 2, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  struct sg_table table;
  char *buffer = (char *)kzalloc(128, GFP_KERNEL);
  int error;

  if (sg_alloc_table(&table, 2, GFP_KERNEL))
    return 11;
  sg_set_buf(table.sgl, buffer, 64);
  sg_set_buf(sg_next(table.sgl), buffer + 64, 64);
  error = ignored(dev, table.sgl);
  if (!error)
    error = table_ignored(dev, &table);
  if (!error)
    error = negative(dev, table.sgl);
  if (!error)
    error = wrong_helper(dev, table.sgl);
  if (!error)
    error = loop_bound(dev, table.sgl);
  if (!error)
    error = overwritten(dev, table.sgl);
  sg_free_table(&table);
  kfree(buffer);
  return error;
}
