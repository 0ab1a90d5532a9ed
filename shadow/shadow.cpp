// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Many lines at once. The walk is page by page, because the shadow of one page
// is contiguous in every host while nothing is known of the next page.

#include "shadow/shadow.h"

#include "runtime/base/bits.h"

namespace dmasan {

namespace {

// The scan races with writers of the shadow on purpose: it is a filter, and
// what it lets through the program did not order either.
__attribute__((no_sanitize("thread"))) bool
linesTrapped(const uint8_t *First, size_t Count, uint8_t Traps) {
  uint64_t Wide = 0x0101010101010101u * Traps;
  for (; Count >= 8; First += 8, Count -= 8) {
    // Byte by byte in source, one load in code: shadow is read without order.
    uint64_t Eight;
    __builtin_memcpy(&Eight, First, 8);
    if (Eight & Wide)
      return true;
  }
  for (; Count; ++First, --Count)
    if (__atomic_load_n(First, __ATOMIC_RELAXED) & Traps)
      return true;
  return false;
}

} // namespace

bool rangeTrapped(uintptr_t Begin, uintptr_t Size, unsigned Traps) {
  if (Size == 0)
    return false;
  uint64_t Last = Begin + (Size - 1);
  if (Last < Begin)
    return true;
  for (uint64_t At = Begin;;) {
    uint64_t PageLast = At | (kPageSize - 1);
    uint64_t End = minOf(PageLast, Last);
    size_t Lines = size_t((End >> kLineShift) - (At >> kLineShift)) + 1;
    if (dmasan_port_has_shadow(uintptr_t(At)) &&
        linesTrapped(dmasan_port_shadow(uintptr_t(At)), Lines, uint8_t(Traps)))
      return true;
    if (End == Last)
      return false;
    At = End + 1;
  }
}

} // namespace dmasan
