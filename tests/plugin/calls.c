// Intent: a modelled call becomes an event with its arguments in their roles,
// after the call for map and before it for unmap, at every level.
// RUN: %emit -O0 %s -o - | FileCheck %s
// RUN: %emit -O1 %s -o - | FileCheck %s
// RUN: %emit -O2 %s -o - | FileCheck %s
// RUN: %emit -Os %s -o - | FileCheck %s
typedef unsigned long long dma_addr_t;
dma_addr_t dma_map_page_attrs(void *dev, void *page, unsigned long offset,
                              unsigned long size, int dir, unsigned long attrs);
void dma_unmap_page_attrs(void *dev, dma_addr_t addr, unsigned long size,
                          int dir, unsigned long attrs);

// CHECK-LABEL: @map(
// CHECK: [[DMA:%.*]] = {{(tail |notail )?}}call i64 @dma_map_page_attrs(
// CHECK: store i64 [[DMA]], ptr
// CHECK: call void @__dmasan_call(
// CHECK: ret i64
dma_addr_t map(void *dev, void *page) {
  return dma_map_page_attrs(dev, page, 16, 32, 1, 0);
}

// A call that would be the function's tail call stays an ordinary one, so that
// the driver's frame is in the report.
// CHECK-LABEL: @unmap(
// CHECK: call void @__dmasan_call(
// CHECK-NOT: {{^ *tail call}}
// CHECK: notail call void @dma_unmap_page_attrs(
void unmap(void *dev, dma_addr_t addr) {
  dma_unmap_page_attrs(dev, addr, 32, 1, 0);
}

// CHECK: @dmasan.module_ctor
// CHECK: call void @__dmasan_init(i32 1, i64 2147450880)
