// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frees where another sanitizer owns the heap: it calls a hook before memory is
// freed. Its own frames have no frame pointers, so the unwinder finds the
// caller; only for objects that the core knows something of.
//
// Threading: any thread, any time after the constructor. Failure: without
// hooks or unwinder such frees are not seen, or the report begins inside the
// sanitizer.

#include "dmasan/interface.h"
#include "runtime/port/posix/thread.h"

#include <errno.h>
#include <unwind.h>

#pragma weak _Unwind_Backtrace
#pragma weak _Unwind_GetIP
#pragma weak _Unwind_GetRegionStart

using namespace dmasan::posix;

extern "C" {
using FreeHook = void (*)(const volatile void *);
using MallocHook = void (*)(const volatile void *, size_t);
__attribute__((weak)) int __sanitizer_install_malloc_and_free_hooks(MallocHook,
                                                                    FreeHook);
__attribute__((weak)) size_t
__sanitizer_get_allocated_size(const volatile void *);

// Every way to free. The names with underscores are the bodies behind the
// sanitizer's trampolines.
#define DMASAN_FREES(F)                                                        \
  F(free)                                                                      \
  F(cfree)                                                                     \
  F(realloc)                                                                   \
  F(reallocarray)                                                              \
  F(___interceptor_free)                                                       \
  F(___interceptor_cfree)                                                      \
  F(___interceptor_realloc)                                                    \
  F(___interceptor_reallocarray)                                               \
  F(_ZdlPv)                                                                    \
  F(_ZdaPv)                                                                    \
  F(_ZdlPvm)                                                                   \
  F(_ZdaPvm)                                                                   \
  F(_ZdlPvRKSt9nothrow_t)                                                      \
  F(_ZdaPvRKSt9nothrow_t)                                                      \
  F(_ZdlPvSt11align_val_t)                                                     \
  F(_ZdaPvSt11align_val_t)                                                     \
  F(_ZdlPvSt11align_val_tRKSt9nothrow_t)                                       \
  F(_ZdaPvSt11align_val_tRKSt9nothrow_t)                                       \
  F(_ZdlPvmSt11align_val_t)                                                    \
  F(_ZdaPvmSt11align_val_t)
// Declared with no type: only addresses are of interest.
#define DECLARE(Name) extern char dmasan_##Name[] __asm__(#Name);
#define WEAK(Name) __asm__(".weak " #Name);
DMASAN_FREES(DECLARE)
DMASAN_FREES(WEAK)
}

namespace {

bool isFree(uintptr_t Function) {
#define ADDRESS(Name) reinterpret_cast<uintptr_t>(dmasan_##Name),
  // Volatile: a weak symbol may have no address at all.
  static const volatile uintptr_t Frees[] = {DMASAN_FREES(ADDRESS)};
  for (uintptr_t Free : Frees)
    if (Free && Free == Function)
      return true;
  return false;
}

struct Search {
  bool Inside;  // the frame below is a function that frees
  uintptr_t Pc; // of the caller
};

/// The first frame above one that frees.
_Unwind_Reason_Code onFrame(_Unwind_Context *Context, void *Opaque) {
  auto &S = *static_cast<Search *>(Opaque);
  bool Free = isFree(_Unwind_GetRegionStart(Context));
  if (S.Inside && !Free) {
    S.Pc = _Unwind_GetIP(Context);
    return _URC_END_OF_STACK;
  }
  S.Inside = Free;
  return _URC_NO_REASON;
}

void onFree(const volatile void *Memory) {
  if (!Memory || isInternal() || !__sanitizer_get_allocated_size)
    return;
  constexpr unsigned kAnyShadow = 0xff;
  auto Begin = reinterpret_cast<uintptr_t>(Memory);
  size_t Size = __sanitizer_get_allocated_size(Memory);
  if (!Size || !__dmasan_range_trapped(Begin, Size, kAnyShadow))
    return;
  int Saved = errno;
  Search S = {};
  if (_Unwind_Backtrace && _Unwind_GetIP && _Unwind_GetRegionStart) {
    InternalScope Scope;
    _Unwind_Backtrace(onFrame, &S);
  }
  dmasan_call Call = {};
  Call.event = DMASAN_EVENT_MEMORY_FREE;
  Call.cpu = const_cast<const void *>(Memory);
  Call.size = Size;
  Call.function = "free";
  auto Hook = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  __dmasan_call_at(&Call, S.Pc ? S.Pc : Hook, 0);
  errno = Saved;
}

// One hook is not taken without the other.
void onMalloc(const volatile void *, size_t) {}

__attribute__((constructor)) void installHooks() {
  if (__sanitizer_install_malloc_and_free_hooks)
    __sanitizer_install_malloc_and_free_hooks(onMalloc, onFree);
}

} // namespace
