// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The malloc family over glibc's own, which is reached by its second names, so
// that nothing has to be looked up and no call can come too early. Each object
// is recorded with its bounds and stack; freed memory is announced to the core
// before it is given back.
//
// Weak: with ASan in the program its functions come first in the link, these
// are not used, and bounds come from ASan. errno is the program's.

#include "dmasan/interface.h"
#include "runtime/port/port.h"
#include "runtime/port/posix/heap_table.h"
#include "runtime/port/posix/thread.h"
#include "runtime/stack/depot.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

extern "C" {
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void *__libc_valloc(size_t);
void *__libc_pvalloc(size_t);
void __libc_free(void *);
}

using namespace dmasan;
using namespace dmasan::posix;

namespace {

constexpr size_t kHeapFrames = 12;

struct Caller {
  uintptr_t Pc, Frame;
};
// The frame pointer of the caller is what this function's frame saved.
#define CALLER                                                                 \
  Caller {                                                                     \
    reinterpret_cast<uintptr_t>(__builtin_return_address(0)),                  \
        *static_cast<uintptr_t *>(__builtin_frame_address(0))                  \
  }

StackId captureStack(Caller C) {
  uintptr_t Frames[kHeapFrames];
  return internStack(Frames,
                     dmasan_port_stack(C.Pc, C.Frame, Frames, kHeapFrames));
}

void *allocated(void *Memory, size_t Size, Caller C) {
  if (!Memory || isInternal())
    return Memory;
  InternalScope Scope;
  int Saved = errno;
  heapInsert(reinterpret_cast<uintptr_t>(Memory), Size, captureStack(C));
  errno = Saved;
  return Memory;
}

void freeing(void *Memory, Caller C) {
  if (!Memory || isInternal())
    return;
  int Saved = errno;
  HeapObject Object;
  {
    InternalScope Scope;
    Object = heapRemove(reinterpret_cast<uintptr_t>(Memory), captureStack(C));
  }
  if (Object.Size) {
    dmasan_call Call = {};
    Call.event = DMASAN_EVENT_MEMORY_FREE;
    Call.cpu = Memory;
    Call.size = Object.Size;
    Call.function = "free";
    __dmasan_call_at(&Call, C.Pc, C.Frame);
  }
  errno = Saved;
}

void *aligned(size_t Alignment, size_t Size, Caller C) {
  return allocated(__libc_memalign(Alignment, Size), Size, C);
}

bool powerOfTwo(size_t Value) { return Value && !(Value & (Value - 1)); }

void *resized(void *Old, size_t Size, Caller C) {
  if (!Old)
    return allocated(__libc_malloc(Size), Size, C);
  if (isInternal())
    return __libc_realloc(Old, Size);
  HeapObject Object = heapAt(reinterpret_cast<uintptr_t>(Old));
  if (!Object.known())
    return allocated(__libc_realloc(Old, Size), Size, C);
  if (Size == 0) {
    freeing(Old, C);
    __libc_free(Old);
    return nullptr;
  }
  // The contents always move: a resize in place would free a part, or nothing,
  // depending on the state of the heap.
  void *Fresh = allocated(__libc_malloc(Size), Size, C);
  if (!Fresh)
    return nullptr;
  memcpy(Fresh, Old, Size < Object.Size ? Size : Object.Size);
  freeing(Old, C);
  __libc_free(Old);
  return Fresh;
}

__attribute__((constructor)) void prepareFork() {
  pthread_atfork(heapLockAll, heapUnlockAll, heapUnlockAll);
}

} // namespace

#define WEAK __attribute__((weak, visibility("default")))

extern "C" {

WEAK void *malloc(size_t Size) {
  return allocated(__libc_malloc(Size), Size, CALLER);
}

WEAK void *calloc(size_t Count, size_t Size) {
  // An overflow has already failed when the product is looked at.
  return allocated(__libc_calloc(Count, Size), Count * Size, CALLER);
}

WEAK void free(void *Memory) {
  freeing(Memory, CALLER);
  __libc_free(Memory);
}

WEAK void *realloc(void *Old, size_t Size) {
  return resized(Old, Size, CALLER);
}

WEAK void *reallocarray(void *Old, size_t Count, size_t Size) {
  size_t Bytes = 0;
  if (__builtin_mul_overflow(Count, Size, &Bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return resized(Old, Bytes, CALLER);
}

WEAK void *memalign(size_t Alignment, size_t Size) {
  return aligned(Alignment, Size, CALLER);
}

WEAK void *aligned_alloc(size_t Alignment, size_t Size) {
  if (!powerOfTwo(Alignment)) {
    errno = EINVAL;
    return nullptr;
  }
  return aligned(Alignment, Size, CALLER);
}

WEAK int posix_memalign(void **Out, size_t Alignment, size_t Size) {
  if (!powerOfTwo(Alignment) || Alignment % sizeof(void *) != 0)
    return EINVAL;
  int Saved = errno;
  void *Memory = aligned(Alignment, Size, CALLER);
  errno = Saved;
  if (!Memory)
    return ENOMEM;
  *Out = Memory;
  return 0;
}

WEAK void *valloc(size_t Size) {
  return allocated(__libc_valloc(Size), Size, CALLER);
}

WEAK void *pvalloc(size_t Size) {
  auto Page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return allocated(__libc_pvalloc(Size), (Size + Page - 1) & ~(Page - 1),
                   CALLER);
}

} // extern "C"
