// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a program asks what is mapped: counts, a listing by place that is no
// finding, all of them as JSON, and leaks on demand, after which everything goes on.
// RUN: %dmasan_cc -fsanitize=dma -g -I %support %s -o %t
// RUN: not %t > %t.out 2>&1
// RUN: FileCheck %s < %t.out

#include <dmasan/interface.h>

#include "case.h"

#include <stdio.h>
#include <string.h>

// CHECK: DMASan: live mappings
// CHECK-DAG: 2 mappings, 128 bytes; the first is mapping {{[0-9]+}} of device 'dev': single, DMA_TO_DEVICE
// CHECK-DAG: #0 {{.*}} in map_ring {{.*}}live_mappings.c
// CHECK-DAG: 1 mapping, 256 bytes; {{.*}}: coherent
// CHECK-DAG: #0 {{.*}} in driver {{.*}}live_mappings.c
// CHECK: [
// CHECK-DAG: {{^}}{"device":"dev","driver":{{.*}},"api":"single","direction":"DMA_TO_DEVICE","cpu":{{[0-9]+}},"size":64,"dma":{{[0-9]+}},{{.*}}"live":true,"coherent":false,"owner":"device","age_ms":{{[0-9]+}},"function":"map_ring"
// CHECK-DAG: "api":"coherent",{{.*}}"coherent":true,"owner":null,{{.*}}"function":"driver"
// CHECK: ]
// CHECK: asked for leaks
// CHECK-DAG: LEAK of size 64
// CHECK-DAG: 2 mapping(s) made here were never unmapped
// CHECK-DAG: noticed here:
// CHECK-DAG: SUMMARY: DMASanitizer: mapping-leak {{.*}} in map_ring
// CHECK-DAG: SUMMARY: DMASanitizer: mapping-leak {{.*}} in driver
// CHECK: leaks: 3
// CHECK-NOT: ERROR

static __attribute__((__noinline__)) int
map_ring(struct device *dev, char *buffers, dma_addr_t *ring) {
  for (int i = 0; i < 2; i++) {
    ring[i] = dma_map_single(dev, buffers + 64 * i, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(dev, ring[i]))
      return 0;
  }
  return 1;
}

static int driver(struct device *dev) {
  struct device *idle = dmasan_sim_device_create("idle", NULL);
  char *buffers = (char *)kzalloc(128, GFP_KERNEL);
  dma_addr_t ring[2], handle;
  void *descriptors;
  unsigned long leaks;
  char json[4096], cut[3];
  size_t length;

  CHECK(2, dmasan_live_mappings(NULL) == 0);
  CHECK(3, map_ring(dev, buffers, ring));
  descriptors = dma_alloc_coherent(dev, 256, &handle, GFP_KERNEL);
  CHECK(4, dmasan_live_mappings(dev) == 3);
  CHECK(5, dmasan_live_mappings(idle) == 0);
  CHECK(6, dmasan_check_leaks(idle) == 0);
  dmasan_print_mappings(NULL);
  length = dmasan_mappings_json(dev, json, sizeof(json));
  CHECK(8, length == strlen(json));
  CHECK(9, dmasan_mappings_json(dev, NULL, 0) == length);
  CHECK(10, dmasan_mappings_json(idle, cut, sizeof(cut)) == 4);
  CHECK(11, strcmp(cut, "[\n") == 0);
  fputs(json, stderr);
  fprintf(stderr, "asked for leaks\n");
  leaks = dmasan_check_leaks(dev);
  fprintf(stderr, "leaks: %lu\n", leaks);
  dma_free_coherent(dev, 256, descriptors, handle);
  for (int i = 0; i < 2; i++)
    dma_unmap_single(dev, ring[i], 64, DMA_TO_DEVICE);
  CHECK(7, dmasan_live_mappings(NULL) == 0);
  kfree(buffers);
  dmasan_sim_device_destroy(idle);
  return 0;
}
