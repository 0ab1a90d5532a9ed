// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a fuzzer's build is checked without being told, and stops at the
// input that makes the driver go wrong: libFuzzer keeps it, and it shows the
// same report again.
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %dmasan_cc -fsanitize=fuzzer-no-link -g -O1 -c %s -o target.o
// RUN: %dmasan_cc -fsanitize=fuzzer target.o -o bad
// RUN: not ./bad -runs=1000000 -seed=1 2>found && FileCheck %s <found
// RUN: not ./bad crash-* 2>again && FileCheck %s <again
// CHECK: ERROR: DMASanitizer: cpu-write-device-owned
// CHECK: SUMMARY: DMASanitizer: cpu-write-device-owned {{.*}}fuzz_target.c:[[#@LINE+25]]:{{[0-9]+}} in receive
// CHECK: deadly signal
//
// RUN: %dmasan_cc -fsanitize=fuzzer -g -O1 -DGOOD %s -o good
// RUN: ./good -runs=20000 -seed=1
// RUN: %dmasan_cc -fsanitize=fuzzer,address -g -O1 %s -o beside
// RUN: not ./beside crash-* 2>again && FileCheck %s <again

#include <dmasan/sim.h>
#include <linux/dma-mapping.h>
#include <linux/slab.h>
#include <linux/string.h>

static __attribute__((__noinline__)) void
receive(struct device *dev, char *frame, const char *data, size_t size) {
  dma_addr_t dma = dma_map_single(dev, frame, 64, DMA_FROM_DEVICE);

  if (dma_mapping_error(dev, dma))
    return;
  dmasan_sim_dma_write(dev, dma, data, size < 64 ? size : 64);
  dma_sync_single_for_cpu(dev, dma, 64, DMA_FROM_DEVICE);
  if (frame[0] == 'D' && frame[1] == 'M') {
#ifndef GOOD
    dma_sync_single_for_device(dev, dma, 64, DMA_FROM_DEVICE);
#endif
    frame[2] = 'A'; /* answered in place */
  }
  dma_sync_single_for_device(dev, dma, 64, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, 64, DMA_FROM_DEVICE);
}

int LLVMFuzzerTestOneInput(const char *data, size_t size);
int LLVMFuzzerTestOneInput(const char *data, size_t size) {
  struct device *dev = dmasan_sim_device_create("nic0", NULL);
  char *frame = (char *)kzalloc(64, GFP_KERNEL);

  if (!dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)))
    receive(dev, frame, data, size);
  dmasan_sim_device_destroy(dev);
  kfree(frame);
  return 0;
}
