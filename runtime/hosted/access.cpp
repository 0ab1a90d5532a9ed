// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The slow paths of instrumented code. They hand over their caller as place
// and frame; a stack is captured only if there is something to report.

#include "runtime/engine/access.h"

#include "dmasan/interface.h"

using namespace dmasan;

#define EXPORT __attribute__((visibility("default")))
// The caller's frame pointer is what this function's frame has saved.
#define CHECK(Address, Size, Store, How)                                       \
  onCpuAccess(Address, Size, Store, AccessKind::How,                           \
              reinterpret_cast<uintptr_t>(__builtin_return_address(0)),        \
              *static_cast<uintptr_t *>(__builtin_frame_address(0)))

#define SLOW_PATH(Bytes)                                                       \
  EXPORT void __dmasan_load##Bytes(uintptr_t Address) {                        \
    CHECK(Address, Bytes, false, Single);                                      \
  }                                                                            \
  EXPORT void __dmasan_store##Bytes(uintptr_t Address) {                       \
    CHECK(Address, Bytes, true, Single);                                       \
  }

extern "C" {

SLOW_PATH(1)
SLOW_PATH(2)
SLOW_PATH(4)
SLOW_PATH(8)
SLOW_PATH(16)

EXPORT void __dmasan_load_n(uintptr_t Address, uintptr_t Size) {
  CHECK(Address, Size, false, Single);
}
EXPORT void __dmasan_store_n(uintptr_t Address, uintptr_t Size) {
  CHECK(Address, Size, true, Single);
}
EXPORT void __dmasan_load_range(uintptr_t Address, uintptr_t Size) {
  if (Size)
    CHECK(Address, Size, false, Bulk);
}
EXPORT void __dmasan_store_range(uintptr_t Address, uintptr_t Size) {
  if (Size)
    CHECK(Address, Size, true, Bulk);
}

EXPORT void __dmasan_unchecked_use(uintptr_t Address, uintptr_t Size) {
  onUncheckedUse(Address, Size,
                 reinterpret_cast<uintptr_t>(__builtin_return_address(0)),
                 *static_cast<uintptr_t *>(__builtin_frame_address(0)));
}

} // extern "C"
