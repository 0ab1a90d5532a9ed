// Intent: each way to leave a check out, with the near-miss where it has to
// stay.
// RUN: %emit -O1 %s -o - | FileCheck %s
struct wide { long a, b, c, d; };
void unknown(void);

// Constant offsets from one base within 64 bytes share one test.
// They may lie on two lines: two shadow bytes in one load.
// CHECK-LABEL: @group(
// CHECK: and i16 {{.*}}, 257
// CHECK: call preserve_mostcc void @__dmasan_load8(
// CHECK: call preserve_mostcc void @__dmasan_load8(
// CHECK-NOT: and i
// CHECK: ret i64
long group(struct wide *p) { return p->a + p->d; }

// Near-miss: 64 bytes apart.
// CHECK-LABEL: @far(
// CHECK: and i8 {{.*}}, 1
// CHECK: and i8 {{.*}}, 1
// CHECK: ret i64
long far(long *p) { return p[0] + p[8]; }

// What was checked before needs no second check on any way to here.
// CHECK-LABEL: @proved(
// CHECK: call preserve_mostcc void @__dmasan_store8(
// CHECK-NOT: call preserve_mostcc void @__dmasan_store8(
// CHECK: ret void
void proved(long *p, int c) {
  *p = 1;
  if (c)
    __asm__ volatile("pause" ::: "memory");
  *(volatile long *)p = 2;
}

// Near-miss: a call may hand the memory over.
// CHECK-LABEL: @called(
// CHECK: call preserve_mostcc void @__dmasan_store8(
// CHECK: call void @unknown()
// CHECK: call preserve_mostcc void @__dmasan_store8(
// CHECK: ret void
void called(long *p) {
  *p = 1;
  unknown();
  *p = 2;
}

// A walk through memory is scanned before the loop, in place when it is short,
// and the loop has a copy without checks.
// CHECK-LABEL: @walk(
// CHECK: and i64 {{.*}}, 72340172838076673
// CHECK: call i32 @__dmasan_range_trapped(i64 {{.*}}, i64 {{.*}}, i32 1)
// CHECK: br i1 {{.*}}, label %[[COPY:.*]], label %[[LOOP:[^,]*]],
// CHECK: [[LOOP]]:
// CHECK-NOT: and i8
// CHECK: br i1
// CHECK: [[COPY]]:
// CHECK: and i8 {{.*}}, 1
// CHECK: call preserve_mostcc void @__dmasan_load8(
long walk(long *p, int n) {
  long sum = 0;
  for (int i = 0; i < n; ++i)
    sum ^= p[i] * sum + 3;
  return sum;
}

// Near-miss: a call in the loop.
// CHECK-LABEL: @walk_and_call(
// CHECK-NOT: @__dmasan_range_trapped
// CHECK: call preserve_mostcc void @__dmasan_load8(
long walk_and_call(long *p, int n) {
  long sum = 0;
  for (int i = 0; i < n; ++i) {
    sum ^= p[i] * sum + 3;
    unknown();
  }
  return sum;
}

// Near-miss: code size counts, so there is one loop, which tests the scan.
// CHECK-LABEL: @small_walk(
// CHECK: call i32 @__dmasan_range_trapped(
// CHECK: call preserve_mostcc void @__dmasan_load8(
// CHECK-NOT: .checked
__attribute__((minsize)) long small_walk(long *p, int n) {
  long sum = 0;
  for (int i = 0; i < n; ++i)
    sum ^= p[i] * sum + 3;
  return sum;
}

// A variable whose address stays in the file is nobody's buffer: no check of a
// load; a store may hit the line of one beside it.
// CHECK-LABEL: @count(
// CHECK-NOT: __dmasan_load
// CHECK: call preserve_mostcc void @__dmasan_store4(
// CHECK-NOT: __dmasan_load
// CHECK: ret i32
static int counted, published[4];
int count(int i) {
  counted += i;
  return counted;
}

// Near-miss: its address leaves.
// CHECK-LABEL: @look(
// CHECK: call preserve_mostcc void @__dmasan_load4(
// CHECK: ret i32
int look(int i) { return published[i]; }
int *publish(void) { return published; }

// What another thread handed over is looked for after an acquire.
// CHECK-LABEL: @acquired(
// CHECK: call preserve_mostcc void @__dmasan_load8(
// CHECK: load atomic {{.*}} acquire
// CHECK: call preserve_mostcc void @__dmasan_load8(
// CHECK: ret i64
long acquired(volatile long *p, int *flag) {
  long before = *p;
  while (!__atomic_load_n(flag, __ATOMIC_ACQUIRE))
    ;
  return before + *p;
}

// Near-miss: a relaxed load orders nothing.
// CHECK-LABEL: @relaxed(
// CHECK: call preserve_mostcc void @__dmasan_load8(
// CHECK: load atomic {{.*}} monotonic
// CHECK-NOT: call preserve_mostcc void @__dmasan_load8(
// CHECK: ret i64
long relaxed(volatile long *p, int *flag) {
  long before = *p;
  while (!__atomic_load_n(flag, __ATOMIC_RELAXED))
    ;
  return before + *p;
}
