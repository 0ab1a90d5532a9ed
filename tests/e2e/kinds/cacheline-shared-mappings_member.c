// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A request and its answer in one structure share a line; from kmalloc()
// of their own they lie beside each other, but on lines of their own.
// EXPECT: cacheline-shared-mappings in driver at 0
// EXPECT: cacheline-shared-object in driver at 22
// EXPECT: cacheline-shared-mappings in driver at 0
// RUN: %run_case %s

#include "case.h"

enum { kLine = 64, kTaken = 8, kAsked = 25, kAnswer = 22 };

#ifdef GOOD
static char *taken[kTaken];

/* Two objects, one behind the other. */
static int take(char **asked, char **answer) {
  *asked = NULL;
  for (int i = 0; i < kTaken; ++i)
    taken[i] = (char *)kmalloc(i % 2 ? kAnswer : kAsked, GFP_KERNEL);
  for (int i = 0; i < kTaken; i += 2)
    for (int j = 1; j < kTaken; j += 2)
      if (taken[i] && taken[j] == taken[i] + kLine) {
        *asked = taken[i];
        *answer = taken[j];
      }
  return *asked != NULL;
}
static void give(void) {
  for (int i = 0; i < kTaken; ++i)
    kfree(taken[i]);
}
#else
static struct request {
  char answer[kAnswer];
  char asked[kAsked];
} *request;

static int take(char **asked, char **answer) {
  request = (struct request *)kzalloc(sizeof(*request), GFP_KERNEL);
  *asked = request->asked;
  *answer = request->answer;
  return request != NULL;
}
static void give(void) { kfree(request); }
#endif

static int driver(struct device *dev) {
  char *asked, *answer;
  dma_addr_t to, from;

  CHECK(2, take(&asked, &answer));
  to = dma_map_single(dev, asked, kAsked, DMA_TO_DEVICE);
  from = dma_map_single(dev, answer, kAnswer, DMA_FROM_DEVICE);
  CHECK(3, !dma_mapping_error(dev, to) && !dma_mapping_error(dev, from));
  dma_unmap_single(dev, from, kAnswer, DMA_FROM_DEVICE);
  dma_unmap_single(dev, to, kAsked, DMA_TO_DEVICE);

  from = dma_map_single(dev, answer, kAnswer, DMA_FROM_DEVICE);
  to = dma_map_single(dev, asked, kAsked, DMA_TO_DEVICE);
  CHECK(4, !dma_mapping_error(dev, to) && !dma_mapping_error(dev, from));
  dma_unmap_single(dev, to, kAsked, DMA_TO_DEVICE);
  dma_unmap_single(dev, from, kAnswer, DMA_FROM_DEVICE);
  give();
  return 0;
}
