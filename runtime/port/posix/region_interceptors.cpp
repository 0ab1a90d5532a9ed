// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The calls by which a program changes its address space. Each goes straight to
// the kernel and ends what is remembered of regions; nothing else is changed.
// Weak, as all interceptors.

#include "runtime/port/posix/heap_calls.h"
#include "runtime/port/posix/regions.h"

#include <stdarg.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

using dmasan::posix::regionsChanged;

namespace {

long changed(long Result) {
  regionsChanged();
  return Result;
}
void *pointer(long Result) { return reinterpret_cast<void *>(Result); }

} // namespace

extern "C" {

// A name of our own beside the weak one, to see whose definition has won.
void *__dmasan_mmap(void *Address, size_t Length, int Protection, int Flags,
                    int File, off_t Offset) {
  return pointer(changed(
      syscall(SYS_mmap, Address, Length, Protection, Flags, File, Offset)));
}
__attribute__((weak, visibility("default"), alias("__dmasan_mmap"))) void *
mmap(void *Address, size_t Length, int Protection, int Flags, int File,
     off_t Offset);
__attribute__((weak, visibility("default"), alias("__dmasan_mmap"))) void *
mmap64(void *Address, size_t Length, int Protection, int Flags, int File,
       off64_t Offset);

} // extern "C"

bool dmasan::posix::regionsWatched() {
  // Volatile, or the compiler takes two names of one function to be the same.
  void *(*volatile Won)(void *, size_t, int, int, int, off_t) = mmap;
  return Won == __dmasan_mmap;
}

DMASAN_INTERCEPTOR int munmap(void *Address, size_t Length) {
  return int(changed(syscall(SYS_munmap, Address, Length)));
}

DMASAN_INTERCEPTOR int mprotect(void *Address, size_t Length, int Protection) {
  return int(changed(syscall(SYS_mprotect, Address, Length, Protection)));
}

DMASAN_INTERCEPTOR void *mremap(void *Old, size_t OldLength, size_t Length,
                                int Flags, ...) {
  va_list Rest;
  va_start(Rest, Flags);
  void *Wanted = Flags & MREMAP_FIXED ? va_arg(Rest, void *) : nullptr;
  va_end(Rest);
  return pointer(
      changed(syscall(SYS_mremap, Old, OldLength, Length, Flags, Wanted)));
}

DMASAN_INTERCEPTOR void *shmat(int Id, const void *Address, int Flags) {
  return pointer(changed(syscall(SYS_shmat, Id, Address, Flags)));
}

DMASAN_INTERCEPTOR int shmdt(const void *Address) {
  return int(changed(syscall(SYS_shmdt, Address)));
}
