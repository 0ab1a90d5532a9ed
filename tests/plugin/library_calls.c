// Intent: memcpy and its relatives are checked where the compiler may not know
// them, too; other functions of three arguments are not mistaken for them.
// RUN: %emit -O0 -fno-builtin %s -o - | FileCheck %s
typedef __SIZE_TYPE__ size_t;
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *mempcpy_like(void *to, const void *from, size_t size);

// CHECK-LABEL: @copy(
// CHECK: call void @__dmasan_load_range(
// CHECK: call void @__dmasan_store_range(
// CHECK: call ptr @memcpy(
void copy(void *to, const void *from, size_t size) { memcpy(to, from, size); }

// CHECK-LABEL: @clear(
// CHECK-NOT: __dmasan_load_range
// CHECK: call void @__dmasan_store_range(
// CHECK: call ptr @memset(
void clear(void *to, size_t size) { memset(to, 0, size); }

// CHECK-LABEL: @compare(
// CHECK: call void @__dmasan_load_range(
// CHECK: call void @__dmasan_load_range(
// CHECK: call i32 @memcmp(
int compare(const void *a, const void *b, size_t size) {
  return memcmp(a, b, size);
}

// CHECK-LABEL: @other(
// CHECK-NOT: _range(
// CHECK: call ptr @mempcpy_like(
// CHECK: ret void
void other(void *to, const void *from, size_t size) {
  mempcpy_like(to, from, size);
}
