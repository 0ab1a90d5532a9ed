// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// C++'s operator new and delete under their mangled names, so that C programs
// need no C++ library. Going straight to the heap, and not through the C++
// library's malloc call, keeps the caller in the stack: that library has no
// frame pointers. A new that fails is left to the library, which calls the new
// handler and throws.

#include "runtime/port/posix/heap_calls.h"

#include <dlfcn.h>

using namespace dmasan::posix;

namespace {

template <class Function> Function next(const char *Name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, Name));
}

using New = void *(*)(size_t);
using AlignedNew = void *(*)(size_t, size_t);

} // namespace

#define NEW(Name)                                                              \
  DMASAN_INTERCEPTOR void *Name(size_t Size) {                                 \
    void *Memory = allocate(0, Size ? Size : 1, DMASAN_CALLER);                \
    return Memory ? Memory : next<New>(#Name)(Size);                           \
  }
#define NOTHROW_NEW(Name)                                                      \
  DMASAN_INTERCEPTOR void *Name(size_t Size, const void *) {                   \
    return allocate(0, Size ? Size : 1, DMASAN_CALLER);                        \
  }
#define ALIGNED_NEW(Name)                                                      \
  DMASAN_INTERCEPTOR void *Name(size_t Size, size_t Alignment) {               \
    void *Memory = allocate(Alignment, Size ? Size : 1, DMASAN_CALLER);        \
    return Memory ? Memory : next<AlignedNew>(#Name)(Size, Alignment);         \
  }
#define ALIGNED_NOTHROW_NEW(Name)                                              \
  DMASAN_INTERCEPTOR void *Name(size_t Size, size_t Alignment, const void *) { \
    return allocate(Alignment, Size ? Size : 1, DMASAN_CALLER);                \
  }
// Size, alignment and nothrow of a delete are not looked at.
#define DELETE(Name)                                                           \
  DMASAN_INTERCEPTOR void Name(void *Memory) { release(Memory, DMASAN_CALLER); }

NEW(_Znwm)
NEW(_Znam)
NOTHROW_NEW(_ZnwmRKSt9nothrow_t)
NOTHROW_NEW(_ZnamRKSt9nothrow_t)
ALIGNED_NEW(_ZnwmSt11align_val_t)
ALIGNED_NEW(_ZnamSt11align_val_t)
ALIGNED_NOTHROW_NEW(_ZnwmSt11align_val_tRKSt9nothrow_t)
ALIGNED_NOTHROW_NEW(_ZnamSt11align_val_tRKSt9nothrow_t)
DELETE(_ZdlPv)
DELETE(_ZdaPv)
DELETE(_ZdlPvm)
DELETE(_ZdaPvm)
DELETE(_ZdlPvRKSt9nothrow_t)
DELETE(_ZdaPvRKSt9nothrow_t)
DELETE(_ZdlPvSt11align_val_t)
DELETE(_ZdaPvSt11align_val_t)
DELETE(_ZdlPvmSt11align_val_t)
DELETE(_ZdaPvmSt11align_val_t)
