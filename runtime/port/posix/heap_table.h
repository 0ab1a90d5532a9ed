// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bounds of every heap object, found from any address inside it.
//
// An object is filed under the granule of 256 bytes that it begins in;
// HeapMarks says in which granules objects begin, so that the way back from the
// middle of a big object is short. Freed objects stay for a while.
//
// Threading: striped spin locks by granule; lookup takes one at a time.
// Failure: without memory an object is not recorded and its bounds are unknown.

#pragma once

#include <stdint.h>

namespace dmasan::posix {

struct HeapObject {
  uintptr_t Begin = 0;
  uint64_t Size = 0;
  uint32_t AllocStack = 0, FreeStack = 0;
  bool Freed = false;
  bool known() const { return Begin != 0; }
};

void heapInsert(uintptr_t Begin, uint64_t Size, uint32_t Stack);
/// The object is about to be freed; returns what was known of it.
HeapObject heapRemove(uintptr_t Begin, uint32_t Stack);
/// The object that begins exactly there and is live.
HeapObject heapAt(uintptr_t Begin);
/// The live object that the address is in, else one freed lately.
HeapObject heapAround(uintptr_t Address);

/// Around fork: the child must not inherit a lock that nobody will release.
void heapLockAll();
void heapUnlockAll();

} // namespace dmasan::posix
