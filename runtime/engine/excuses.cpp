// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A table of reasons, written once each, and a short list of excuses that came
// before their mapping.

#include "runtime/engine/excuses.h"

#include "runtime/base/counters.h"
#include "runtime/base/string_ref.h"
#include "runtime/engine/handlers.h"

namespace dmasan {

namespace {

constexpr size_t kReasons = 64;
constexpr size_t kLength = 96;
constexpr size_t kWaiting = 64;

struct Reason {
  char Text[kLength]; // fixed from the moment that Bound is above it
  std::atomic<uint64_t> Hits;
};
struct Waiting {
  const void *Device;
  uint64_t Cpu; // 0: free
  ExcuseId Why;
};

constinit SpinLock Lock; // guards List, and growing of Reasons
constinit Reason Reasons[kReasons] = {};
constinit std::atomic<uint32_t> Bound = 1;
constinit Waiting List[kWaiting] = {};
constinit std::atomic<uint32_t> WaitingCount = 0;

/// Under the lock; 0 when the table is full.
ExcuseId intern(StringRef Text) {
  Text = Text.take(kLength - 1);
  uint32_t End = Bound.load(std::memory_order_relaxed);
  for (uint32_t I = 1; I != End; ++I)
    if (Text == Reasons[I].Text)
      return ExcuseId(I);
  if (End == kReasons)
    return 0;
  __builtin_memcpy(Reasons[End].Text, Text.data(), Text.size());
  Bound.store(End + 1, std::memory_order_release);
  return ExcuseId(End);
}

/// Under the lock: for the next mapping of the memory.
bool wait(const void *Device, uint64_t Cpu, ExcuseId Why) {
  Waiting *Free = nullptr;
  for (Waiting &W : List) {
    if (W.Cpu == Cpu && W.Device == Device) {
      W.Why = Why;
      return true;
    }
    if (!W.Cpu && !Free)
      Free = &W;
  }
  if (!Free)
    return false;
  *Free = {Device, Cpu, Why};
  WaitingCount.fetch_add(1, std::memory_order_relaxed);
  return true;
}

} // namespace

void onExcuse(Event &E) {
  const auto *Text = static_cast<const char *>(E.Call.object);
  uint64_t Cpu = E.cpu();
  if (!Cpu || !E.Call.device)
    return;
  MappingRef M = findByCpu(Cpu, E.Rules);
  bool Mapped = M && M->Cpu.Begin == Cpu && M->Device == E.device();
  ScopedLock Guard(Lock);
  ExcuseId Why = intern(Text && *Text ? Text : "no reason was given");
  if (Why && Mapped)
    M->Excuse.store(Why, std::memory_order_relaxed);
  else if (!Why || !wait(E.Call.device, Cpu, Why))
    count(Counter::DroppedExcuses);
}

ExcuseId takeExcuse(const void *Device, uint64_t Cpu) {
  if (!WaitingCount.load(std::memory_order_relaxed) || !Cpu)
    return 0;
  ScopedLock Guard(Lock);
  for (Waiting &W : List)
    if (W.Cpu == Cpu && W.Device == Device) {
      ExcuseId Why = W.Why;
      W = {};
      WaitingCount.fetch_sub(1, std::memory_order_relaxed);
      return Why;
    }
  return 0;
}

void forgetExcuses() {
  ScopedLock Guard(Lock);
  for (Waiting &W : List)
    W = {};
  WaitingCount.store(0, std::memory_order_relaxed);
}

void noteExcused(ExcuseId Id) {
  Reasons[Id].Hits.fetch_add(1, std::memory_order_relaxed);
}
const char *excuseText(ExcuseId Id) { return Id ? Reasons[Id].Text : nullptr; }
uint64_t excuseHits(ExcuseId Id) {
  return Reasons[Id].Hits.load(std::memory_order_relaxed);
}
ExcuseId excuseBound() {
  return ExcuseId(Bound.load(std::memory_order_acquire));
}

} // namespace dmasan
