// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Open addressing; a slot is taken by a compare-and-swap of its key and never
// given up, so a probe that meets a free slot has seen all there is to see.

#include "runtime/engine/dedup.h"

#include "runtime/base/bits.h"

namespace dmasan {

uint64_t Dedup::keyOf(Kind What, const uintptr_t *Frames, size_t Count) {
  uint64_t Place = 0;
  for (size_t I = 0; I != Count; ++I)
    Place = mixHash(Place ^ Frames[I]);
  // One in front keeps every key different from 0, the free slot.
  return uint64_t(1) << 63 | uint64_t(What) << 55 |
         (Place & ((1ull << 55) - 1));
}

Dedup::Answer Dedup::insert(uint64_t Key) {
  uint64_t Hash = Key * 0x9e3779b97f4a7c15u;
  Hash ^= Hash >> 32;
  for (size_t I = 0; I != kProbes; ++I) {
    Slot &S = Slots[(Hash + I) & (kSlots - 1)];
    uint64_t Old = S.Key.load(std::memory_order_acquire);
    if (Old == 0 &&
        S.Key.compare_exchange_strong(Old, Key, std::memory_order_acq_rel)) {
      // Whoever met the key before this line has counted himself.
      uint64_t Before = S.Seen.fetch_add(1, std::memory_order_relaxed);
      return {Verdict::New, &S, Before + 1};
    }
    if (Old == Key) {
      uint64_t Before = S.Seen.fetch_add(1, std::memory_order_relaxed);
      return {Verdict::Seen, &S, Before + 1};
    }
  }
  return {Verdict::Full, nullptr, 0};
}

void Dedup::clear() {
  for (Slot &S : Slots) {
    S.Key.store(0, std::memory_order_relaxed);
    S.Seen.store(0, std::memory_order_relaxed);
    S.Note.store(nullptr, std::memory_order_relaxed);
  }
}

} // namespace dmasan
