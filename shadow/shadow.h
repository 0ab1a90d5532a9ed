// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading and writing shadow bytes of addresses.
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

inline void setShadowAt(uintptr_t Address, ShadowByte Byte) {
  if (dmasan_port_has_shadow(Address))
    __atomic_store_n(dmasan_port_shadow(Address), Byte.raw(), __ATOMIC_RELAXED);
}

/// Whether all lines of a page have the same byte, and the like for writing.
bool shadowIsUniform(uintptr_t Page);
void fillShadow(uintptr_t Page, ShadowByte Byte);

/// Whether a line of [Begin, Begin + Size) has one of the trap bits. A range
/// that wraps around the address space counts as trapped.
bool rangeTrapped(uintptr_t Begin, uintptr_t Size, unsigned Traps);

} // namespace dmasan
