// Intent: the slow paths of a kernel module on arm64 save every register but
// those that the call itself takes (x0 to x8) and veneers use (x16 to x18), sign
// their return addresses as the module does, and have no entry for ftrace to
// patch, which would change x9.
// RUN: %dmasan_cc --target=aarch64-linux-gnu -D__KERNEL__ -DMODULE -O2 \
// RUN:   -mgeneral-regs-only -mbranch-protection=pac-ret \
// RUN:   -fpatchable-function-entry=2 -S %s -o - | FileCheck %s
// CHECK-LABEL: load:
// CHECK: nop
// CHECK: nop
// CHECK: __dmasan_table
// CHECK: lsr [[OFFSET:x[0-9]+]], {{x[0-9]+}}, #6
// CHECK: ldrb
// CHECK: tbnz
// CHECK: bl __dmasan_load4_stub
int load(int *p) { return *p; }
// CHECK-LABEL: __dmasan_load4_stub:
// CHECK-NOT: nop
// CHECK: hint #25
// CHECK: x15, [sp
// CHECK: x14, x13, [sp
// CHECK: x12, x11, [sp
// CHECK: x10, x9, [sp
// CHECK: hint #7
// CHECK: blr
// CHECK: hint #29
// CHECK: ret
