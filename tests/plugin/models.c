// Intent: a user's model works, and every mistake in one is an error with its
// place, never silence.
// RUN: %emit -O1 -fsanitize-dma-model=%S/Inputs/hal.yaml %s -o - | FileCheck %s
// RUN: not %emit -fsanitize-dma-model=%S/Inputs/bad_arity.yaml %s -o - 2>&1 | FileCheck --check-prefix=ARITY %s
// RUN: not %emit -fsanitize-dma-model=%S/Inputs/bad_event.yaml %s -o - 2>&1 | FileCheck --check-prefix=EVENT %s
// RUN: not %emit -fsanitize-dma-model=%S/Inputs/bad_key.yaml %s -o - 2>&1 | FileCheck --check-prefix=KEY %s
// RUN: not %emit -fsanitize-dma-model=%S/Inputs/bad_role.yaml %s -o - 2>&1 | FileCheck --check-prefix=ROLE %s
// RUN: not %emit -fsanitize-dma-model=%S/Inputs/bad_twice.yaml %s -o - 2>&1 | FileCheck --check-prefix=TWICE %s
// RUN: not %emit -fsanitize-dma-model=%S/Inputs/bad_format.yaml %s -o - 2>&1 | FileCheck --check-prefix=FORMAT %s
// RUN: not %emit -fsanitize-dma-model=%S/Inputs/empty.yaml %s -o - 2>&1 | FileCheck --check-prefix=EMPTY %s
// RUN: not %emit -fsanitize-dma-model=%t.missing %s -o - 2>&1 | FileCheck --check-prefix=MISSING %s
// ARITY: error: DMA model of 'hal_dma_map' does not fit its prototype: argument 7 does not exist: the function has 3
// EVENT: error: DMA model {{.*}}bad_event.yaml:5:12: unknown event
// KEY: error: DMA model {{.*}}bad_key.yaml:9:5: unknown key 'return'
// ROLE: error: DMA model {{.*}}bad_role.yaml:{{[0-9]+}}:{{[0-9]+}}: unknown role 'devize'
// TWICE: error: DMA model {{.*}}bad_twice.yaml:10:5: function 'hal_dma_map' is described twice
// FORMAT: error: DMA model {{.*}}bad_format.yaml:{{[0-9]+}}:{{[0-9]+}}: format 9 is not known
// EMPTY: error: DMA model {{.*}}empty.yaml:1:1: the file describes nothing
// MISSING: error: -fsanitize-dma-model: no such file:
unsigned long long hal_dma_map(void *dev, void *cpu, unsigned long size);

// CHECK-LABEL: @use(
// CHECK: call i64 @hal_dma_map(
// CHECK: store i32 2, ptr
// CHECK: call void @__dmasan_call(
unsigned long long use(void *dev, void *cpu) {
  return hal_dma_map(dev, cpu, 64);
}
