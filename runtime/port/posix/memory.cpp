// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory of the runtime comes from the kernel, never from malloc: it is asked
// for inside malloc. errno is the program's and stays as it was.

#include "runtime/port/port.h"

#include <errno.h>
#include <sys/mman.h>

extern "C" void *dmasan_port_alloc(size_t Bytes) {
  int Saved = errno;
  void *Memory = mmap(nullptr, Bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  errno = Saved;
  return Memory == MAP_FAILED ? nullptr : Memory;
}

extern "C" void dmasan_port_free(void *Memory, size_t Bytes) {
  int Saved = errno;
  munmap(Memory, Bytes);
  errno = Saved;
}
