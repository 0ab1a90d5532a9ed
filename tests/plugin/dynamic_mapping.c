// Intent: a kernel module needs no symbol of DMASan: everything goes through
// its own weak table, and inline helpers are the only API calls the plugin
// sees there.
// RUN: %dmasan_cc -D__KERNEL__ -DMODULE -O2 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %dmasan_cc -D__KERNEL__ -DMODULE -O2 -c %s -o %t.o
// RUN: llvm-nm --undefined-only %t.o | FileCheck --check-prefix=NM %s
// CHECK: @__dmasan_table = weak hidden {{.*}}section ".dmasan_table"
// CHECK-NOT: module_ctor
// CHECK-LABEL: @load(
// CHECK: icmp ult i64
// CHECK: call preserve_mostcc void @__dmasan_load4_stub(i64 {{.*}})
int load(int *p) { return *p; }

unsigned long long dma_map_page_attrs(void *dev, void *page, unsigned long o,
                                      unsigned long size, int dir,
                                      unsigned long attrs);
static inline int dma_mapping_error(void *dev, unsigned long long addr) {
  return addr == ~0ull;
}
// CHECK-LABEL: @map(
// CHECK: call i64 @dma_map_page_attrs(
// CHECK-NOT: @__dmasan_call_stub(
// CHECK: icmp eq i64
// CHECK: call {{.*}}@__dmasan_call_stub(
// CHECK: ret i32
int map(void *dev, void *page) {
  return dma_mapping_error(dev, dma_map_page_attrs(dev, page, 0, 8, 1, 0));
}
// The host looks for the table by the name of a function.
// CHECK: define weak hidden ptr @__dmasan_find_table()
// CHECK: ret ptr @__dmasan_table
// NM-NOT: __dmasan
