// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C23-03, barebox mmu, commit 24bf58796ded
// mmu (barebox, ARM): a range is made uncached with its dirty lines in the
// cache; they are written back later, over what the memory test stores.
// EXPECT: cache-op-missing in mem_test_moving_inversions at 0
// MODEL: barebox
// KERNEL: no, it needs barebox's page attributes

#include "cache_ops.h"
#include "case.h"

static __attribute__((__noinline__)) void
arch_remap_range(void *virt_addr, size_t size, unsigned long map_type) {
  __arch_remap_range(virt_addr, size, map_type);
#ifdef GOOD
  if (map_type == MAP_UNCACHED)
    dma_inv_range(virt_addr, size);
#endif
}

static __attribute__((__noinline__)) int
mem_test_moving_inversions(volatile unsigned long *start, size_t count) {
  for (size_t i = 0; i < count; i++)
    start[i] = i + 1;
  for (size_t i = 0; i < count; i++)
    if (start[i] != i + 1)
      return -EIO;
  return 0;
}

static int driver(struct device *dev) {
  size_t size = 2 * PAGE_SIZE;
  unsigned long *memory =
      (unsigned long *)__get_free_pages(GFP_KERNEL, get_order(size));
  int err;

  (void)dev;
  CHECK(2, memory);
  memset(memory, 0x5a, size);
  arch_remap_range(memory, size, MAP_UNCACHED);
  err = mem_test_moving_inversions(memory, size / sizeof(*memory));
  arch_remap_range(memory, size, MAP_CACHED);
  free_pages((unsigned long)memory, get_order(size));
  return err;
}
