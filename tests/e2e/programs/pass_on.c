// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: what a function does on its caller's behalf is the caller's: reports
// name him, and two places in such a function are one place of his. The stack
// is whole. An access is by whoever makes it. Option pass_on adds functions.
// RUN: %dmasan_cc -fsanitize=dma -g -I %support %s -o %t
// RUN: not %t > %t.out 2>&1
// RUN: FileCheck %s < %t.out
// RUN: env DMASAN_OPTIONS="pass_on='other_* bus_unmap'" not %t > %t.more 2>&1
// RUN: FileCheck %s --check-prefix=MORE < %t.more
// RUN: rm -f %t.json && env DMASAN_OPTIONS=json_path=%t.json not %t 2> /dev/null
// RUN: FileCheck %s --check-prefix=JSON < %t.json

#include "case.h"

// CHECK: ERROR: DMASanitizer: double-unmap
// CHECK: #0 {{.*}} in usb_hcd_unmap_urb_for_dma {{.*}}pass_on.c:[[#@LINE+29]]
// CHECK-NEXT: #1 {{.*}} in close_one {{.*}}pass_on.c:[[#@LINE+35]]
// CHECK: SUMMARY: DMASanitizer: double-unmap {{.*}}pass_on.c:[[#@LINE+34]]{{.*}} in close_one
// CHECK-NOT: in close_one
// CHECK: SUMMARY: DMASanitizer: double-unmap {{.*}} in close_two
// CHECK: SUMMARY: DMASanitizer: double-unmap {{.*}} in bus_unmap
// CHECK: SUMMARY: DMASanitizer: cpu-write-device-owned {{.*}} in usb_submit_urb
// CHECK-NOT: ERROR

// MORE: in close_one
// MORE: SUMMARY: {{.*}} in close_two
// MORE: SUMMARY: DMASanitizer: double-unmap {{.*}} in close_three
// MORE: SUMMARY: DMASanitizer: cpu-write-device-owned {{.*}} in usb_submit_urb
// MORE-NOT: ERROR

// JSON: "kind":"double-unmap",{{.*}}"function":"close_one",{{.*}}"line":[[#@LINE+21]],
// JSON: "function":"close_two"
// JSON: "function":"bus_unmap"
// JSON: "function":"usb_submit_urb"

#define OWN __attribute__((noinline))

static OWN void bus_unmap(struct device *dev, dma_addr_t dma) {
  dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
}

static OWN void usb_hcd_unmap_urb_for_dma(struct device *dev, dma_addr_t dma,
                                          int setup) {
  if (setup)
    dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
  else
    dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
}

static OWN void close_one(struct device *dev, dma_addr_t dma) {
  for (int setup = 1; setup >= 0; --setup)
    usb_hcd_unmap_urb_for_dma(dev, dma, setup);
}

static OWN void close_two(struct device *dev, dma_addr_t dma) {
  usb_hcd_unmap_urb_for_dma(dev, dma, 0);
}

static OWN void close_three(struct device *dev, dma_addr_t dma) {
  bus_unmap(dev, dma);
}

static OWN void usb_submit_urb(volatile char *buffer) { buffer[0] = 1; }

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(64, GFP_KERNEL);
  dma_addr_t dma;

  CHECK(2, buffer);
  dma = dma_map_single(dev, buffer, 64, DMA_TO_DEVICE);
  CHECK(3, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
  close_one(dev, dma);
  close_two(dev, dma);
  close_three(dev, dma);
  dma = dma_map_single(dev, buffer, 64, DMA_TO_DEVICE);
  CHECK(4, !dma_mapping_error(dev, dma));
  usb_submit_urb(buffer);
  dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
  kfree(buffer);
  return 0;
}
