// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bulk access to registers and strongly ordered memory: byte by byte, never
// wider, never unaligned.

#include <linux/io.h>

extern "C" {

void memcpy_toio(volatile void *Dst, const void *Src, size_t Count) {
  for (size_t I = 0; I < Count; ++I)
    static_cast<volatile char *>(Dst)[I] = static_cast<const char *>(Src)[I];
}
void memcpy_fromio(void *Dst, const volatile void *Src, size_t Count) {
  for (size_t I = 0; I < Count; ++I)
    static_cast<char *>(Dst)[I] = static_cast<const volatile char *>(Src)[I];
}
void memset_io(volatile void *Dst, int Value, size_t Count) {
  for (size_t I = 0; I < Count; ++I)
    static_cast<volatile char *>(Dst)[I] = char(Value);
}

} // extern "C"
