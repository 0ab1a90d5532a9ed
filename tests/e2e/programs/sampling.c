// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a sampled run finds the mistake that a driver makes with each of its
// packets, says how much it left out, and takes nothing for a mistake where it
// knows only some of the mappings.
// OPTIONS: sample=10:sample_seed=1
// EXPECT: cpu-write-device-owned in send at 0
// RUN: %run_case %s
// RUN: not env DMASAN_OPTIONS=sample=10:sample_seed=1 %t.0.bad 2>&1 | FileCheck %s
// CHECK: DMASan: {{[0-9]+}} mappings not watched (option sample)

#include "case.h"

enum { kPackets = 200, kSize = 1500 };

static __attribute__((__noinline__)) int send(struct device *dev,
                                              char *packet) {
  dma_addr_t dma = dma_map_single(dev, packet, kSize, DMA_TO_DEVICE);

  CHECK(2, !dma_mapping_error(dev, dma));
#ifndef GOOD
  packet[0] = 1;
#endif
  dma_unmap_single(dev, dma, kSize, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *packets[kPackets];
  int error = 0;

  for (int i = 0; i < kPackets; ++i) {
    packets[i] = (char *)kzalloc(4096, GFP_KERNEL);
    CHECK(3, packets[i]);
  }
  for (int i = 0; i < kPackets; ++i)
    error |= send(dev, packets[i]);
  for (int i = 0; i < kPackets; ++i)
    kfree(packets[i]);
  return error;
}
