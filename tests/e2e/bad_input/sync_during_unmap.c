// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: One thread syncs and reads a buffer while another unmaps and maps it:
// whatever is found, the program ends, and the runtime stands.
// RUN: %dmasan_cc -fsanitize=dma -g -O1 -I %support %s -o %t
// RUN: env DMASAN_OPTIONS=exitcode=0 %t

#include "case.h"

#include <pthread.h>

struct shared {
  struct device *dev;
  char *buf;
  volatile dma_addr_t dma;
  bool stop;
};

static void *sync_all_the_time(void *data) {
  struct shared *shared = (struct shared *)data;

  while (!__atomic_load_n(&shared->stop, __ATOMIC_ACQUIRE)) {
    dma_addr_t dma = shared->dma;

    dma_sync_single_for_cpu(shared->dev, dma, 4096, DMA_BIDIRECTIONAL);
    (void)*(volatile char *)shared->buf;
    dma_sync_single_for_device(shared->dev, dma, 4096, DMA_BIDIRECTIONAL);
  }
  return NULL;
}

static int driver(struct device *dev) {
  struct shared shared = {dev, (char *)kzalloc(4096, GFP_KERNEL), 0, false};
  pthread_t syncer;

  shared.dma = dma_map_single(dev, shared.buf, 4096, DMA_BIDIRECTIONAL);
  CHECK(2, !dma_mapping_error(dev, shared.dma));
  CHECK(3, pthread_create(&syncer, NULL, sync_all_the_time, &shared) == 0);
  for (int i = 0; i < 2000; i++) {
    dma_unmap_single(dev, shared.dma, 4096, DMA_BIDIRECTIONAL);
    shared.dma = dma_map_single(dev, shared.buf, 4096, DMA_BIDIRECTIONAL);
    CHECK(4, !dma_mapping_error(dev, shared.dma));
  }
  __atomic_store_n(&shared.stop, true, __ATOMIC_RELEASE);
  pthread_join(syncer, NULL);
  dma_unmap_single(dev, shared.dma, 4096, DMA_BIDIRECTIONAL);
  kfree(shared.buf);
  return 0;
}
