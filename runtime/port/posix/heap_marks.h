// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A set of granules of the address space that is asked for the next member
// below: bits in levels, a bit of a level standing for a word of the one below
// it. Empty stretches of any length are passed in a few steps.
//
// Invariants: a word that is not zero has its bit set in the level above; that
// bit stays when the word becomes zero again, so that no member is ever missed.
// Threading: lock-free; a member that is added or removed meanwhile may be seen
// or not. Failure: ready() is false without address space for the levels.

#pragma once

#include <atomic>
#include <stddef.h>
#include <stdint.h>

namespace dmasan::posix {

class HeapMarks {
public:
  static constexpr unsigned kShift = 8; // a granule has 256 bytes
  static constexpr uint64_t kGranules = uint64_t(1) << (47 - kShift);
  static constexpr uintptr_t kNone = ~uintptr_t(0);

  /// Reserves the levels at the first call; nothing else may come before.
  bool ready();
  bool reserved() const { return Levels.load(std::memory_order_acquire); }

  void add(uintptr_t Granule);
  void remove(uintptr_t Granule);
  /// The highest member in [Lowest, Granule), or kNone.
  uintptr_t below(uintptr_t Granule, uintptr_t Lowest) const;

private:
  // The last level has 512 words, which are looked at one by one.
  static constexpr unsigned kLevels = 5;
  static constexpr uint64_t wordsOf(unsigned Level) {
    return kGranules >> 6 * (Level + 1);
  }
  static constexpr uint64_t firstWord(unsigned Level) {
    uint64_t Sum = 0;
    for (unsigned I = 0; I != Level; ++I)
      Sum += wordsOf(I);
    return Sum;
  }
  uint64_t &word(unsigned Level, uintptr_t Index) const {
    return Levels.load(std::memory_order_relaxed)[firstWord(Level) + Index];
  }
  uintptr_t previous(unsigned Level, uintptr_t Index) const;

  std::atomic<uint64_t *> Levels = nullptr;
};

} // namespace dmasan::posix
