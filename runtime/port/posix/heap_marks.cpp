// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The levels lie one behind the other in one reservation; only what is touched
// takes memory.

#include "runtime/port/posix/heap_marks.h"

#include "runtime/port/port.h"

namespace dmasan::posix {

bool HeapMarks::ready() {
  uint64_t *Have = Levels.load(std::memory_order_acquire);
  if (Have)
    return true;
  constexpr size_t kBytes = firstWord(kLevels) * sizeof(uint64_t);
  auto *Fresh = static_cast<uint64_t *>(dmasan_port_alloc(kBytes));
  if (!Fresh)
    return false;
  if (!Levels.compare_exchange_strong(Have, Fresh))
    dmasan_port_free(Fresh, kBytes);
  return true;
}

void HeapMarks::add(uintptr_t Granule) {
  if (Granule >= kGranules)
    return;
  uintptr_t Index = Granule;
  for (unsigned Level = 0; Level != kLevels; ++Level, Index /= 64) {
    uint64_t Bit = uint64_t(1) << Index % 64;
    uint64_t &Word = word(Level, Index / 64);
    // A set bit does not end this: the thread that set it may not have reached
    // the levels above yet.
    if (!(__atomic_load_n(&Word, __ATOMIC_ACQUIRE) & Bit))
      __atomic_fetch_or(&Word, Bit, __ATOMIC_RELEASE);
  }
}

void HeapMarks::remove(uintptr_t Granule) {
  if (Granule < kGranules)
    __atomic_fetch_and(&word(0, Granule / 64), ~(uint64_t(1) << Granule % 64),
                       __ATOMIC_RELAXED);
}

/// The highest set bit below Index in a level; a word that was found through
/// the level above may be zero in the first one.
uintptr_t HeapMarks::previous(unsigned Level, uintptr_t Index) const {
  while (Index) {
    uintptr_t Last = Index - 1;
    uint64_t Word = __atomic_load_n(&word(Level, Last / 64), __ATOMIC_ACQUIRE)
                    << (63 - Last % 64);
    if (Word)
      return Last - static_cast<unsigned>(__builtin_clzll(Word));
    Index = Last - Last % 64;
    if (Level + 1 == kLevels)
      continue;
    uintptr_t Upper = previous(Level + 1, Index / 64);
    if (Upper == kNone)
      return kNone;
    Index = (Upper + 1) * 64;
  }
  return kNone;
}

uintptr_t HeapMarks::below(uintptr_t Granule, uintptr_t Lowest) const {
  uintptr_t Found =
      previous(0, Granule < kGranules ? Granule : uintptr_t(kGranules));
  return Found != kNone && Found >= Lowest ? Found : kNone;
}

} // namespace dmasan::posix
