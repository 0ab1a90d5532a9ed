// Intent: loads, stores, atomics and memory functions are checked with their
// sizes; locals that stay in the function and constants are not.
// RUN: %emit -O1 %s -o - | FileCheck %s
// RUN: %emit -O2 %s -o - | FileCheck %s
// RUN: %emit -O2 -march=skylake-avx512 %s -o - | FileCheck --check-prefix=WIDE %s
#include <stddef.h>
void *memcpy(void *, const void *, size_t);

// CHECK-LABEL: @load4(
// CHECK: lshr i64
// CHECK: and i8 {{.*}}, 1
// CHECK: call preserve_mostcc void @__dmasan_load4(
int load4(int *p) { return *p; }

// CHECK-LABEL: @store2(
// CHECK: and i8 {{.*}}, 2
// CHECK: call preserve_mostcc void @__dmasan_store2(
void store2(short *p) { *p = 1; }

// A load may be legal where a store is not: both are checked.
// CHECK-LABEL: @increment(
// CHECK: call preserve_mostcc void @__dmasan_load4(
// CHECK: call preserve_mostcc void @__dmasan_store4(
void increment(int *p) { ++*p; }

// CHECK-LABEL: @atomic_add(
// CHECK: call preserve_mostcc void @__dmasan_store4(
// CHECK: atomicrmw add
int atomic_add(int *p) { return __atomic_fetch_add(p, 1, 5); }

// CHECK-LABEL: @copy(
// CHECK-DAG: call void @__dmasan_load_range(i64 {{.*}}, i64 {{.*}}%n)
// CHECK-DAG: call void @__dmasan_store_range(i64 {{.*}}, i64 {{.*}}%n)
// CHECK: call void @llvm.memcpy
void copy(void *to, const void *from, size_t n) { memcpy(to, from, n); }

// CHECK-LABEL: @local(
// CHECK-NOT: @__dmasan_
// CHECK: ret i32
static const int table[4] = {1, 2, 3, 5};
int local(int i, int j) {
  int x[64];
  for (int k = 0; k < 64; ++k)
    x[k] = table[(k * i) & 3];
  return x[j & 63];
}

// CHECK-LABEL: @off(
// CHECK-NOT: @__dmasan_
// CHECK: ret i32
__attribute__((disable_sanitizer_instrumentation)) int off(int *p) {
  return *p;
}

// Each lane of a gather or scatter has an address of its own.
// WIDE-LABEL: @gather(
// WIDE: extractelement <{{[0-9]+}} x ptr>
// WIDE: call preserve_mostcc void @__dmasan_load4(
// WIDE: call {{.*}}@llvm.masked.gather
void gather(int *restrict to, const int *from, const int *index) {
  for (int i = 0; i < 1024; ++i)
    to[i] = from[index[i]];
}
