// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: An allocator that does not pad puts two objects on one line: two
// mappings there, and a store into the one beside a mapping of the other.
// EXPECT: cacheline-shared-mappings in driver at 0
// EXPECT: cacheline-neighbor-write in driver at -1
// SAMPLED: cacheline-shared-object in driver at -32
// OPTIONS: kmalloc_aligned=0
// RUN: %run_case %s

#include "case.h"

enum { kLine = 64, kTaken = 16 };

#ifdef GOOD
enum { kObject = kLine };
#else
enum { kObject = kLine / 2 };
#endif

static char *taken[kTaken];

/* Two objects, one behind the other, the first at the beginning of a line. */
static int take(char **first, char **second) {
  *first = NULL;
  for (int i = 0; i < kTaken; ++i)
    taken[i] = (char *)kmalloc(kObject, GFP_KERNEL);
  for (int i = 0; i < kTaken; ++i)
    for (int j = 0; j < kTaken; ++j)
      if (taken[i] && (uintptr_t)taken[i] % kLine == 0 &&
          taken[j] == taken[i] + kObject) {
        *first = taken[i];
        *second = taken[j];
      }
  return *first != NULL;
}

static int driver(struct device *dev) {
  char *first, *second;
  dma_addr_t to, from;

  CHECK(2, take(&first, &second));
  to = dma_map_single(dev, first, kObject, DMA_TO_DEVICE);
  from = dma_map_single(dev, second, kObject, DMA_FROM_DEVICE);
  CHECK(3, !dma_mapping_error(dev, to) && !dma_mapping_error(dev, from));
  dma_unmap_single(dev, to, kObject, DMA_TO_DEVICE);
  ((volatile char *)first)[kObject - 1] = 1;
  dma_unmap_single(dev, from, kObject, DMA_FROM_DEVICE);
  for (int i = 0; i < kTaken; ++i)
    kfree(taken[i]);
  return 0;
}
