// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the allocation interceptors share: recording around glibc's own malloc.
// Every function keeps errno and steps aside inside the runtime itself.

#pragma once

#include <stddef.h>
#include <stdint.h>

namespace dmasan::posix {

/// Who called the intercepted function.
struct Caller {
  uintptr_t Pc, Frame;
};
// The frame pointer of the caller is what the interceptor's frame has saved.
#define DMASAN_CALLER                                                          \
  ::dmasan::posix::Caller {                                                    \
    reinterpret_cast<uintptr_t>(__builtin_return_address(0)),                  \
        *static_cast<uintptr_t *>(__builtin_frame_address(0))                  \
  }

/// Interceptors are weak: those of another sanitizer come first in the link.
#define DMASAN_INTERCEPTOR                                                     \
  extern "C" __attribute__((weak, visibility("default")))

/// Memory or null; alignment 0 is malloc's own.
void *allocate(size_t Alignment, size_t Size, Caller C);
/// Records memory that was allocated otherwise; null is passed on.
void *recordAllocation(void *Memory, size_t Size, Caller C);
/// Announces and frees. Null is nothing.
void release(void *Memory, Caller C);

} // namespace dmasan::posix
