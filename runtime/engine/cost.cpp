// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counters by place (and buffer) in a fixed table, open addressing over a few
// slots. Threading: a slot is claimed by one compare-and-swap and counted with
// relaxed atomics. Failure: when the slots of a hash are taken, that place is
// not counted; a note may be missing, never wrong.

#include "runtime/engine/cost.h"

#include "runtime/engine/accuse.h"
#include "runtime/engine/options.h"
#include "runtime/port/port.h"

#include <atomic>

namespace dmasan {

namespace {

struct Tally {
  std::atomic<uint64_t> Key; // 0: free
  std::atomic<uint32_t> Count;
};

constexpr uint64_t kTallies = 2048, kProbes = 8;
constinit Tally Tallies[kTallies] = {};

/// The counter of a key, taken if need be; null when there is no room.
std::atomic<uint32_t> *counterOf(uint64_t Key) {
  Key |= 1; // never the free mark
  for (uint64_t I = 0; I != kProbes; ++I) {
    Tally &T = Tallies[(Key + I * 2) % kTallies];
    uint64_t Found = T.Key.load(std::memory_order_relaxed);
    if (Found == 0 && T.Key.compare_exchange_strong(Found, Key))
      Found = Key;
    if (Found == Key)
      return &T.Count;
  }
  return nullptr;
}

/// The count after this one; 0 when there is no room.
uint32_t countOnce(uint64_t Key) {
  std::atomic<uint32_t> *Counter = counterOf(Key);
  return Counter ? Counter->fetch_add(1, std::memory_order_relaxed) + 1 : 0;
}

/// Live mappings of a place.
uint64_t growthKey(const Mapping &M) {
  return mixHash(mixHash(M.MapStack) + 2);
}

void say(Event &E, Kind What, MappingId Id, uint32_t Count) {
  Accusation A(What);
  A.Mapping = Id;
  A.Count = Count;
  accuse(E, A);
}

} // namespace

void noteCost(Event &E, const Mapping &M, MappingId Id) {
  const Options &O = options();
  if (uint8_t(O.report_from) < uint8_t(Severity::Performance) || !M.MapStack)
    return;
  uint64_t Place = mixHash(M.MapStack);
  if (M.Size < uint64_t(O.small_mapping) &&
      countOnce(mixHash(Place + 1)) == uint32_t(O.small_mapping_count))
    say(E, Kind::SmallMapping, Id, uint32_t(O.small_mapping_count));
  if (countOnce(mixHash(Place ^ M.Cpu.Begin)) == uint32_t(O.churn_count))
    say(E, Kind::MappingChurn, Id, uint32_t(O.churn_count));
}

void noteSync(Event &E, const Mapping &M, MappingId Id) {
  const Options &O = options();
  if (uint8_t(O.report_from) < uint8_t(Severity::Performance) ||
      !O.needless_sync_count || !E.stack() ||
      dmasan_port_sync_needed(E.Call.device, M.Dma))
    return;
  if (countOnce(mixHash(mixHash(E.stack()) + 3)) == O.needless_sync_count)
    say(E, Kind::SyncCoherentDevice, Id, O.needless_sync_count);
}

void noteGrowth(Event &E, Mapping &M, MappingId Id) {
  const Options &O = options();
  if (uint8_t(O.report_from) < uint8_t(Severity::Performance) || !M.MapStack ||
      !O.growth_count)
    return;
  uint32_t Live = countOnce(growthKey(M));
  if (!Live)
    return;
  M.set(kMappingCounted);
  if (Live == O.growth_count)
    say(E, Kind::MappingGrowth, Id, Live);
}

void noteCostEnd(Mapping &M) {
  if (!M.is(kMappingCounted))
    return;
  if (std::atomic<uint32_t> *Counter = counterOf(growthKey(M)))
    Counter->fetch_sub(1, std::memory_order_relaxed);
}

} // namespace dmasan
