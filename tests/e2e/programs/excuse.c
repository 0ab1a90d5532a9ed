// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: what is wrong with one mapping is known and excused with a reason; it
// is counted and not reported, and the same mistake with another one is.
// RUN: %dmasan_cc -fsanitize=dma -g -I %support %s -o %t
// RUN: env DMASAN_OPTIONS=print_stats=1 not %t > %t.out 2>&1
// RUN: FileCheck %s < %t.out

#include <dmasan/interface.h>

#include "case.h"

#include <stdio.h>

// CHECK-NOT: ERROR
// CHECK: "excuse":"the device is told twice"
// CHECK: ERROR: DMASanitizer: cpu-write-device-owned
// CHECK-NOT: ERROR
// CHECK: 1 findings of severity error
// CHECK: excused, the device is told twice: 1 findings

static void fill(struct device *dev, char *buffer, const char *reason) {
  char json[2048];
  dma_addr_t dma;

  if (reason)
    dmasan_excuse(dev, buffer, reason);
  dma = dma_map_single(dev, buffer, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  buffer[8] = 1;
  dmasan_mappings_json(dev, json, sizeof(json));
  fputs(json, stderr);
  dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(64, GFP_KERNEL);

  CHECK(2, buffer);
  fill(dev, buffer, "the device is told twice");
  fill(dev, buffer, NULL);
  kfree(buffer);
  return 0;
}
