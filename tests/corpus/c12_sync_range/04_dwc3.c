// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C12-04, U-Boot dwc3, commit 73ab81968860
// dwc3 (U-Boot): the length of the flush is rounded up, its start is not
// rounded down, and the operation leaves out lines that it has a part of only.
// EXPECT: cache-op-short in dwc3_flush_cache at 0
// OPTIONS: kmalloc_aligned=0
// MODEL: uboot
// KERNEL: no, it needs arm64's cache maintenance functions

#include "cache_ops.h"
#include "case.h"

#define CACHELINE_SIZE 64ul

static __attribute__((__noinline__)) void
dwc3_flush_cache(unsigned long addr, unsigned long length) {
#ifdef GOOD
  unsigned long start_addr = addr & ~(CACHELINE_SIZE - 1);

  flush_dcache_range(start_addr, ALIGN(addr + length, CACHELINE_SIZE));
#else
  flush_dcache_range(addr, addr + ALIGN(length, CACHELINE_SIZE));
#endif
}

static int driver(struct device *dev) {
  char *setup = (char *)kzalloc(96, GFP_KERNEL);
  char *request = (char *)kzalloc(96, GFP_KERNEL);

  (void)dev;
  CHECK(2, setup && request);
  CHECK(3, (unsigned long)request % CACHELINE_SIZE);
  dwc3_flush_cache((unsigned long)request, 96);
  kfree(request);
  kfree(setup);
  return 0;
}
