// Intent: functions on the ignore list are left alone, others are not, and a
// malformed list is an error with its line.
// RUN: %emit -O1 -fsanitize-ignorelist=%S/Inputs/ignore.txt %s -o - | FileCheck %s
// RUN: not %emit -fsanitize-ignorelist=%S/Inputs/bad_ignore.txt %s -o - 2>&1 | FileCheck --check-prefix=BAD %s
// BAD: error: DMASan ignore list: {{.*}}line 2
// CHECK-LABEL: @ignored(
// CHECK-NOT: @__dmasan_
// CHECK: ret i32
int ignored(int *p) { return *p; }
// CHECK-LABEL: @checked(
// CHECK: @__dmasan_load4
int checked(int *p) { return *p; }
