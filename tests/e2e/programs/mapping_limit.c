// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a mapping that is never handed over is reported from a few places;
// the last report says that there may be more, and the end how many there were.
// Another mapping, another kind and limit 0 are not concerned.
// RUN: %dmasan_cc -fsanitize=dma -g -I %support %s -o %t
// RUN: env DMASAN_OPTIONS=mapping_limit=2 not %t > %t.out 2>&1
// RUN: FileCheck %s < %t.out
// RUN: env DMASAN_OPTIONS=mapping_limit=2:print_stats=1 not %t > %t.stats 2>&1
// RUN: FileCheck %s --check-prefix=STATS < %t.stats
// RUN: env DMASAN_OPTIONS=mapping_limit=0 not %t > %t.all 2>&1
// RUN: FileCheck %s --check-prefix=ALL < %t.all
// RUN: rm -f %t.json && env DMASAN_OPTIONS=mapping_limit=2:json_path=%t.json \
// RUN:   not %t 2> /dev/null
// RUN: FileCheck %s --check-prefix=JSON < %t.json

#include "case.h"

// CHECK: ERROR: DMASanitizer: cpu-write-device-owned
// CHECK-NOT: DMASan: other
// CHECK: ERROR: DMASanitizer: cpu-write-device-owned
// CHECK: DMASan: other places that do this to mapping [[M:[0-9]+]] are counted, not reported (mapping_limit)
// CHECK: ERROR: DMASanitizer: cpu-read-device-owned
// CHECK: DMASan: 3 findings left out (mapping_limit of a mapping and kind)
// CHECK: ERROR: DMASanitizer: cpu-write-device-owned
// CHECK-NOT: ERROR
// CHECK: {{^}}DMASan: 3 findings left out (mapping_limit of a mapping and kind)

// STATS: 4 findings of severity error
// STATS: 3 findings left out (mapping_limit of a mapping and kind)
// STATS-NOT: {{^}}DMASan: 3

// ALL-COUNT-7: ERROR: DMASanitizer
// ALL-NOT: ERROR
// ALL-NOT: left out

// JSON-NOT: last_of_mapping
// JSON: {{^.*}}"kind":"cpu-write-device-owned"{{.*}}
// JSON-NEXT: "last_of_mapping":true
// JSON-NOT: last_of_mapping

static int driver(struct device *dev) {
  volatile char *whole = (char *)kzalloc(256, GFP_KERNEL);
  volatile char *other = (char *)kzalloc(64, GFP_KERNEL);
  dma_addr_t a, b;

  CHECK(2, whole && other);
  a = dma_map_single(dev, (char *)whole, 256, DMA_FROM_DEVICE);
  CHECK(3, !dma_mapping_error(dev, a));
  b = dma_map_single(dev, (char *)other, 64, DMA_FROM_DEVICE);
  CHECK(4, !dma_mapping_error(dev, b));
  whole[0] = 1;
  whole[64] = 1;
  whole[128] = 1;
  whole[192] = 1;
  whole[200] = 1;
  CHECK(5, whole[0] != 2);
  other[0] = 1;
  dma_unmap_single(dev, b, 64, DMA_FROM_DEVICE);
  dma_unmap_single(dev, a, 256, DMA_FROM_DEVICE);
  kfree((char *)whole);
  kfree((char *)other);
  return 0;
}
