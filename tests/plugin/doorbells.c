// Intent: only an object with relaxed register writes in its code asks for
// stores to coherent memory to be watched, and no kernel module does.
// RUN: %emit -O1 %s -o - | FileCheck --check-prefix=ORDERED %s
// RUN: %emit -O1 -DRELAXED %s -o - | FileCheck %s
// RUN: %dmasan_cc -D__KERNEL__ -DRELAXED -O1 -S -emit-llvm %s -o %t.ll
// RUN: FileCheck --check-prefix=ORDERED %s < %t.ll
void writel(unsigned value, volatile void *address);
void writel_relaxed(unsigned value, volatile void *address);

void start(volatile void *registers) {
#ifdef RELAXED
  writel_relaxed(1, registers);
#endif
  writel(1, registers);
}
// ORDERED-NOT: watch_doorbells
// CHECK: @llvm.global_ctors = {{.*}}@dmasan.watch_doorbells_ctor
// CHECK: @dmasan.watch_doorbells_ctor() {{.*}}comdat
// CHECK: call void @__dmasan_watch_doorbells()
