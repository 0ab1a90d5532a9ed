// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bounced mappings, as swiotlb makes them: the device works on pages of its own
// and sees, and shows, only what a hand-over copied. The bytes around the
// buffer on these pages are guarded: they have a pattern that only the device
// can break.
// Threading: the caller holds the device's lock, except for allocateBounce.

#pragma once

#include "runtime/sim/bus.h"

#include <linux/mm.h>

namespace dmasan::sim {

/// The longest bounced mapping, as in Linux.
inline constexpr uint64_t kLongestBounce = 256 << 10;

/// A guarded block of at least that many pages, null when memory is short.
page *allocateBounce(uint64_t Pages);
/// What is left in it is garbage for a device that comes late.
void releaseBounce(page *Block);

/// Copies the mapped bytes of one page from Address on.
void copyToDevice(const Translation &T, uint64_t Address, uint64_t Size);
void copyToCpu(const Translation &T, uint64_t Address, uint64_t Size);

/// Bytes that the device broke outside the buffer.
struct Overrun {
  uint64_t Address; ///< on the bus; 0: none
  uint64_t Size;
};
/// Finds the broken bytes behind the buffer, else those before it, and guards
/// them anew.
Overrun takeOverrun(const Mapping &M);

} // namespace dmasan::sim
