// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of the tests is that of their cost: severity, the filter, one table
// lookup (where a device that nobody asked for takes no room), and only for a
// finding that is new the suppressions, which may have to ask the host for the
// names of functions.

#include "runtime/engine/sink.h"

#include "runtime/base/bits.h"
#include "runtime/base/counters.h"
#include "runtime/engine/dedup.h"
#include "runtime/engine/filter.h"
#include "runtime/engine/options.h"
#include "runtime/engine/pass_on.h"
#include "runtime/port/port.h"
#include "runtime/stack/depot.h"

namespace dmasan {

namespace {

constinit Dedup Seen;
constinit SuppressionList List;
constinit std::atomic<FrameWalker> Walker = nullptr;
constinit std::atomic<const char *> Filter = nullptr;
constinit std::atomic<dmasan_report_callback> Callback = nullptr;

struct Counts {
  std::atomic<uint64_t> Reported[4];
  std::atomic<uint64_t> Duplicates, Suppressed, BelowLevel, Filtered;
  std::atomic<uint64_t> TableFull;
};
constinit Counts Total = {};

void count(std::atomic<uint64_t> &Counter) {
  Counter.fetch_add(1, std::memory_order_relaxed);
}

/// Counts what nobody is told.
bool without(std::atomic<uint64_t> &Counter) {
  count(Counter);
  return false;
}

/// The order of the words of report_from and fail_on is that of Severity.
static_assert(Severity::Error < Severity::Portability &&
              Severity::Portability < Severity::Performance &&
              Severity::Performance < Severity::Style);

void applyPolicy(Finding &F) {
  // With a coherent device nobody loses data; on another machine they would.
  if (options().assume_coherent && F.Sev == Severity::Error &&
      StringRef(info(F.What).Family) == "Ownership")
    F.Sev = Severity::Portability;
}

/// From the place on, as the report names it. Outer frames are left out: an
/// interrupt has whatever it interrupted there.
uint64_t keyOf(Kind What, StackId Stack, uintptr_t Pc, bool Call) {
  const uintptr_t *Frames = nullptr;
  size_t Count = stackFrames(Stack, &Frames);
  size_t Passed = Call ? passedFrames(Frames, Count) : 0;
  Frames += Passed;
  Count -= Passed;
  if (Count == 0)
    return Dedup::keyOf(What, &Pc, 1);
  size_t Most = options().dedup_frames;
  return Dedup::keyOf(What, Frames, Most ? minOf(Count, Most) : Count);
}

/// Whoever frees may be far from whoever forgot to unmap: the end of a process
/// frees memory of many. The kind stays where it is in the key.
uint64_t keyOf(const Finding &F) {
  uint64_t Key = keyOf(F.What, F.Stack, F.Pc, !F.accessesItself());
  if (F.What == Kind::FreeWhileMapped || F.What == Kind::AllocWhileMapped)
    Key ^= mixHash(keyOf(F.What, F.Mapping.MapStack, 0, true)) >> 9;
  // Nobody's place: once for each device.
  if (F.Refused && !F.Mapping.Id)
    for (const char *At = F.DeviceName; *At; ++At)
      Key ^= mixHash(Key ^ uint8_t(*At)) >> 9;
  return Key;
}

/// One mistake, such as a mapping that is never handed over, is met in every
/// place that touches the mapping. True: there were enough reports of it; F is
/// counted. Without room in the table nothing is left out.
bool beyondLimit(Finding &F) {
  uint32_t Limit = options().mapping_limit;
  if (!Limit || !F.Mapping.Id)
    return false;
  // No code is at address 0: this is no stack's key.
  const uintptr_t Of[] = {0, uintptr_t(F.Mapping.Id)};
  uint64_t Times = Seen.insert(Dedup::keyOf(F.What, Of, 2)).Times;
  F.LastOfMapping = Times == Limit;
  if (Times <= Limit)
    return false;
  count(Counter::BeyondLimit);
  return true;
}

} // namespace

bool report(Finding &F) {
  applyPolicy(F);
  if (uint32_t(F.Sev) > options().report_from)
    return without(Total.BelowLevel);
  if (!filterWants(Filter.load(std::memory_order_acquire), F.DeviceName,
                   F.DriverName))
    return without(Total.Filtered);

  Dedup::Answer Answer = Seen.insert(keyOf(F));
  if (Answer.What == Dedup::Verdict::Full)
    return without(Total.TableFull);
  if (Answer.What == Dedup::Verdict::Seen) {
    auto *Rule = static_cast<Suppression *>(
        Answer.Where->Note.load(std::memory_order_acquire));
    if (Rule) {
      count(Rule->Hits);
      return without(Total.Suppressed);
    }
    if (options().suppress_equal_stacks) {
      count(Total.Duplicates);
      return true;
    }
  } else if (!List.empty()) {
    FrameWalker Walk = Walker.load(std::memory_order_relaxed);
    if (Suppression *Rule = List.match(F, Walk)) {
      Answer.Where->Note.store(Rule, std::memory_order_release);
      count(Rule->Hits);
      return without(Total.Suppressed);
    }
  }
  if (beyondLimit(F))
    return true;
  count(Total.Reported[uint32_t(F.Sev)]);
  if (dmasan_report_callback Call = Callback.load(std::memory_order_acquire)) {
    dmasan_report Facts = factsOf(F);
    Call(&Facts);
  }
  dmasan_port_finding(reinterpret_cast<const dmasan_finding *>(&F));
  return true;
}

SinkCounts sinkCounts() {
  SinkCounts Out;
  for (size_t I = 0; I != 4; ++I)
    Out.Reported[I] = Total.Reported[I].load(std::memory_order_relaxed);
  Out.Duplicates = Total.Duplicates.load(std::memory_order_relaxed);
  Out.Suppressed = Total.Suppressed.load(std::memory_order_relaxed);
  Out.BelowLevel = Total.BelowLevel.load(std::memory_order_relaxed);
  Out.Filtered = Total.Filtered.load(std::memory_order_relaxed);
  Out.TableFull = Total.TableFull.load(std::memory_order_relaxed);
  return Out;
}

SuppressionList &suppressions() { return List; }

void setFilter(const char *Text) {
  Filter.store(Text, std::memory_order_release);
}

dmasan_report factsOf(const Finding &F) {
  dmasan_report R = {};
  R.kind = info(F.What).Name;
  R.severity = name(F.Sev);
  R.device = F.DeviceName;
  R.driver = F.DriverName;
  R.call = F.Function;
  R.pc = F.Pc;
  R.address = F.Address;
  R.dma = F.Dma;
  R.size = F.Size;
  R.offset = F.Offset;
  R.thread = F.Thread;
  return R;
}

void setFrameWalker(FrameWalker Walk) {
  Walker.store(Walk, std::memory_order_relaxed);
}

void forgetFindings() {
  Seen.clear();
  forgetPassages();
}

void resetSink() {
  forgetFindings();
  for (std::atomic<uint64_t> &Counter : Total.Reported)
    Counter.store(0, std::memory_order_relaxed);
  Total.Duplicates.store(0, std::memory_order_relaxed);
  Total.Suppressed.store(0, std::memory_order_relaxed);
  Total.BelowLevel.store(0, std::memory_order_relaxed);
  Total.Filtered.store(0, std::memory_order_relaxed);
  Total.TableFull.store(0, std::memory_order_relaxed);
}

} // namespace dmasan

extern "C" {

uint64_t dmasan_finding_count(void) { return dmasan::sinkCounts().total(); }

dmasan_report_callback dmasan_set_report_callback(dmasan_report_callback New) {
  return dmasan::Callback.exchange(New, std::memory_order_acq_rel);
}
}
