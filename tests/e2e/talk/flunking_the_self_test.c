// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: Flunking the self-test: the crypto engine snoops the caches, but
// nobody told the OS. Its result goes into the CPU's cache, and unmap throws it
// away.
// EXPECT: coherence-mismatch in self_test at 0
// RUN: %run_case %s

#ifdef GOOD
#define TOLD 1
#else
#define TOLD 0
#endif
#define CASE_CONFIG {.coherent = 1, .declared_coherent = TOLD}

#include "case.h"

static __attribute__((__noinline__)) int self_test(struct device *dev) {
  char *result = (char *)kzalloc(64, GFP_KERNEL);
  dma_addr_t dma = dma_map_single(dev, result, 64, DMA_FROM_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
  CHECK(3, dmasan_sim_dma_write(dev, dma, "passed", 6) == 0);
  dma_unmap_single(dev, dma, 64, DMA_FROM_DEVICE);
#ifdef GOOD
  CHECK(4, memcmp(result, "passed", 6) == 0);
#else
  CHECK(5, memcmp(result, "passed", 6) != 0);
#endif
  kfree(result);
  return 0;
}

static int driver(struct device *dev) { return self_test(dev); }
