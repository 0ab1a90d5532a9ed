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
#include "runtime/port/posix/heap_calls.h"
#include "runtime/port/posix/heap_table.h"
#include "runtime/port/posix/hooks.h"
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

constexpr unsigned kAnyShadow = 0xff; // all bits of a shadow byte

StackId captureStack(Caller C) { return __dmasan_intern_stack(C.Pc, C.Frame); }

void announceFree(void *Memory, Caller C) {
  HeapObject Object;
  {
    InternalScope Scope;
    Object = heapRemove(reinterpret_cast<uintptr_t>(Memory), captureStack(C));
  }
  if (!Object.Size)
    return;
  dmasan_call Call = {};
  Call.event = DMASAN_EVENT_MEMORY_FREE;
  Call.cpu = Memory;
  Call.size = Object.Size;
  Call.function = "free";
  __dmasan_call_at(&Call, C.Pc, C.Frame);
}

bool powerOfTwo(size_t Value) { return Value && !(Value & (Value - 1)); }

/// Memory that the core knows something of always moves: a resize in place
/// would free a part of it, or nothing, depending on the state of the heap.
void *move(void *Old, const HeapObject &Object, size_t Size, Caller C) {
  void *Fresh = allocate(0, Size, C);
  if (!Fresh)
    return nullptr;
  memcpy(Fresh, Old, Size < Object.Size ? Size : Object.Size);
  release(Old, C);
  return Fresh;
}

void *resize(void *Old, size_t Size, Caller C) {
  if (!Old)
    return allocate(0, Size, C);
  if (isInternal())
    return __libc_realloc(Old, Size);
  if (Size == 0) {
    release(Old, C);
    return nullptr;
  }
  auto Begin = reinterpret_cast<uintptr_t>(Old);
  HeapObject Object = heapAt(Begin);
  if (Object.Size && __dmasan_range_trapped(Begin, Object.Size, kAnyShadow))
    return move(Old, Object, Size, C);
  // Forgotten first: as soon as it is freed, another thread may get it.
  if (Object.known())
    heapRemove(Begin, 0);
  void *Fresh = __libc_realloc(Old, Size);
  if (!Fresh && Object.known())
    heapInsert(Begin, Object.Size, Object.AllocStack);
  return recordAllocation(Fresh, Size, C);
}

__attribute__((constructor)) void prepareFork() {
  pthread_atfork(heapLockAll, heapUnlockAll, heapUnlockAll);
}

} // namespace

namespace dmasan::posix {

void *recordAllocation(void *Memory, size_t Size, Caller C) {
  if (!Memory || isInternal())
    return Memory;
  InternalScope Scope;
  int Saved = errno;
  heapInsert(reinterpret_cast<uintptr_t>(Memory), Size, captureStack(C));
  errno = Saved;
  return Memory;
}

void *allocate(size_t Alignment, size_t Size, Caller C) {
  void *Memory =
      Alignment ? __libc_memalign(Alignment, Size) : __libc_malloc(Size);
  if (Memory && !isInternal())
    dmasan_fill_uninitialized(Memory, Size);
  return recordAllocation(Memory, Size, C);
}

void release(void *Memory, Caller C) {
  if (!Memory)
    return;
  int Saved = errno;
  if (!isInternal())
    announceFree(Memory, C);
  __libc_free(Memory);
  errno = Saved;
}

} // namespace dmasan::posix

DMASAN_INTERCEPTOR void *malloc(size_t Size) {
  return allocate(0, Size, DMASAN_CALLER);
}

DMASAN_INTERCEPTOR void *calloc(size_t Count, size_t Size) {
  // An overflow has already failed when the product is looked at.
  return recordAllocation(__libc_calloc(Count, Size), Count * Size,
                          DMASAN_CALLER);
}

DMASAN_INTERCEPTOR void free(void *Memory) { release(Memory, DMASAN_CALLER); }

DMASAN_INTERCEPTOR void *realloc(void *Old, size_t Size) {
  return resize(Old, Size, DMASAN_CALLER);
}

DMASAN_INTERCEPTOR void *reallocarray(void *Old, size_t Count, size_t Size) {
  size_t Bytes = 0;
  if (__builtin_mul_overflow(Count, Size, &Bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return resize(Old, Bytes, DMASAN_CALLER);
}

DMASAN_INTERCEPTOR void *memalign(size_t Alignment, size_t Size) {
  return allocate(Alignment, Size, DMASAN_CALLER);
}

DMASAN_INTERCEPTOR void *aligned_alloc(size_t Alignment, size_t Size) {
  if (!powerOfTwo(Alignment)) {
    errno = EINVAL;
    return nullptr;
  }
  return allocate(Alignment, Size, DMASAN_CALLER);
}

DMASAN_INTERCEPTOR int posix_memalign(void **Out, size_t Alignment,
                                      size_t Size) {
  if (!powerOfTwo(Alignment) || Alignment % sizeof(void *) != 0)
    return EINVAL;
  int Saved = errno;
  void *Memory = allocate(Alignment, Size, DMASAN_CALLER);
  errno = Saved;
  if (!Memory)
    return ENOMEM;
  *Out = Memory;
  return 0;
}

DMASAN_INTERCEPTOR void *valloc(size_t Size) {
  return recordAllocation(__libc_valloc(Size), Size, DMASAN_CALLER);
}

DMASAN_INTERCEPTOR void *pvalloc(size_t Size) {
  auto Page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return recordAllocation(__libc_pvalloc(Size), (Size + Page - 1) & ~(Page - 1),
                          DMASAN_CALLER);
}
