// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: An invalidation takes a line along that holds the next member of the structure.
// EXPECT: cache-op-partial-line in driver at 0
// RUN: %run_case %s -fsanitize-dma-model=%models/arm64_cache.yaml

#include "cache_ops.h"
#include "case.h"

struct card {
  char answer[32];
  int state;
};

static int driver(struct device *dev) {
  struct card *card = (struct card *)kzalloc(sizeof(*card), GFP_KERNEL);
  unsigned long start = (unsigned long)card->answer;

  (void)dev;
#ifdef GOOD
  dcache_inval_poc(start, start + sizeof(*card));
#else
  dcache_inval_poc(start, start + sizeof(card->answer));
#endif
  kfree(card);
  return 0;
}
