// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the shadow bytes of addresses are.
//
// Threading: reads need no lock; writes happen under the lock of the line's
// page. Failure: an address without shadow reads as clean, and writes to it do
// nothing: such memory is not checked.

#pragma once

#include "runtime/port/port.h"
#include "shadow/encoding.h"

namespace dmasan {

inline constexpr unsigned kPageShift = 12;
inline constexpr uint64_t kPageSize = uint64_t(1) << kPageShift;
inline constexpr unsigned kLinesPerPage = 1u << (kPageShift - kLineShift);

inline ShadowByte shadowAt(uintptr_t Address) {
  if (!dmasan_port_has_shadow(Address))
    return {};
  return ShadowByte(
      __atomic_load_n(dmasan_port_shadow(Address), __ATOMIC_RELAXED));
}

/// The bytes of a page's lines, one behind the other and aligned for words;
/// null when it has none.
inline uint8_t *shadowOf(uintptr_t Page) {
  return dmasan_port_has_shadow(Page) ? dmasan_port_shadow(Page) : nullptr;
}

/// Whether a line of [Begin, Begin + Size) has one of the trap bits. A range
/// that wraps around the address space counts as trapped.
bool rangeTrapped(uintptr_t Begin, uintptr_t Size, unsigned Traps);

} // namespace dmasan
