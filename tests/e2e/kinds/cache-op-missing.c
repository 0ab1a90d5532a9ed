// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: memory that becomes uncached is used when its lines have left the
// cache: invalidated afterwards, or flushed before. Memory that stays cached,
// and memory that was freed since, is nobody's business.
// EXPECT: cache-op-missing in after at 8
// EXPECT: cache-op-missing in before at 512
// RUN: %run_case %s -fsanitize-dma-model=%models/barebox.yaml

#include "cache_ops.h"
#include "case.h"

static __attribute__((__noinline__)) int after(volatile char *memory) {
  __arch_remap_range((void *)memory, 1024, MAP_UNCACHED);
#ifdef GOOD
  dma_inv_range((void *)memory, 1024);
#endif
  memory[8] = 1;
  return memory[8];
}

static __attribute__((__noinline__)) int before(void) {
  volatile char *memory = (volatile char *)kzalloc(1024, GFP_KERNEL);
  int sum;

#ifdef GOOD
  dma_flush_range((void *)memory, 1024);
#endif
  __arch_remap_range((void *)memory, 1024, MAP_UNCACHED);
  sum = memory[512] + memory[1023];
  kfree((void *)memory);
  return sum;
}

static int driver(struct device *dev) {
  volatile char *memory = (volatile char *)kzalloc(1024, GFP_KERNEL);
  volatile char *flushed = (volatile char *)kzalloc(1024, GFP_KERNEL);
  volatile char *unused;

  (void)dev;
  CHECK(2, memory && flushed);
  dma_flush_range((void *)flushed, 1024);
  __arch_remap_range((void *)flushed, 1024, MAP_UNCACHED);
  flushed[100] = 1;
  CHECK(3, after(memory) == 1);
  CHECK(4, memory[512] == 0);
  CHECK(5, before() == 0);
  __arch_remap_range((void *)memory, 1024, MAP_CACHED);
  memory[513] = 1;
  kfree((void *)flushed);
  unused = (volatile char *)kzalloc(512, GFP_KERNEL);
  __arch_remap_range((void *)unused, 512, MAP_UNCACHED);
  kfree((void *)unused);
  unused = (volatile char *)kzalloc(512, GFP_KERNEL);
  unused[0] = 1;
  kfree((void *)unused);
  kfree((void *)memory);
  return 0;
}
