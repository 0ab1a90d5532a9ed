// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which findings have been seen: a bounded, lock-free set of (kind, place), and
// how often.
//
// Invariant: of all threads that bring the same finding, exactly one is told
// that it is new. Threading: any context, no lock. Failure: when the table is
// full, further new findings are neither kept nor reported but counted.

#pragma once

#include "reports/finding.h"

#include <atomic>

namespace dmasan {

class Dedup {
public:
  constexpr Dedup() = default;
  Dedup(const Dedup &) = delete;
  Dedup &operator=(const Dedup &) = delete;

#ifdef DMASAN_OPT_DEDUP_SLOTS
  static constexpr size_t kSlots = DMASAN_OPT_DEDUP_SLOTS;
#else
  static constexpr size_t kSlots = 8192;
#endif
  static_assert((kSlots & (kSlots - 1)) == 0);

  struct Slot {
    std::atomic<uint64_t> Key; // 0: free
    std::atomic<uint64_t> Seen;
    std::atomic<void *> Note; // of the owner of the set, null at first
  };
  enum class Verdict : uint8_t { New, Seen, Full };
  struct Answer {
    Verdict What;
    Slot *Where;    // null when Full
    uint64_t Times; // this one is the how manieth; each is given once
  };

  /// The same kind at the same frames is the same finding.
  static uint64_t keyOf(Kind What, const uintptr_t *Frames, size_t Count);
  Answer insert(uint64_t Key);
  void clear();

private:
  static constexpr size_t kProbes = 64;
  Slot Slots[kSlots] = {};
};

} // namespace dmasan
