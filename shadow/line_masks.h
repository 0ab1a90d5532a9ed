// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one mapping knows of one line: 64-bit masks, one bit a byte, and the
// ownership table as functions on them. Pure: no memory, no locks.
//
// A covered byte is in exactly one of four states:
//   D  the device owns it                       (bit in Device)
//   C  the CPU owns it, unwritten since hand-over   (in no mask)
//   W  the CPU owns it and has written          (bit in Written)
//   S  unmapped without sync, never written by the device, or seen through an
//      alias that was not invalidated: may be stale     (bit in Stale)
// Invariant: Device, Written and Stale are disjoint and inside Covered.

#pragma once

#include "runtime/base/bits.h"
#include "shadow/encoding.h"

namespace dmasan {

struct LineMasks {
  uint64_t Covered = 0;
  uint64_t Device = 0;
  uint64_t Written = 0;
  uint64_t Stale = 0;

  constexpr uint64_t cpuClean() const {
    return Covered & ~(Device | Written | Stale);
  }
  constexpr bool operator==(const LineMasks &) const = default;
};

/// What happens to a range of a mapping. CPU accesses are events too.
enum class RangeEvent : uint8_t {
  SyncForCpu,
  SyncForDevice,
  Unmap,
  UnmapSkipSync, // unmap with SKIP_CPU_SYNC
  NeverWritten,  // a hand-over to the CPU brings nothing from the device
  Detach,        // the bytes leave the mapping, nothing is judged
  DeviceRead,
  DeviceWrite,
  CpuLoad,
  CpuStore,
  // The same hand-overs as an alias sees them: maintenance of the memory's own
  // lines leaves those of the alias as they are.
  AliasSyncForCpu,
  AliasSyncForDevice,
  AliasFlush,      // flush_kernel_vmap_range
  AliasInvalidate, // invalidate_kernel_vmap_range
};
inline constexpr unsigned kRangeEvents =
    unsigned(RangeEvent::AliasInvalidate) + 1;

struct Transition {
  LineMasks After;
  uint64_t Wrong;      // bytes for which the event breaks the rule
  uint64_t WrongStale; // loads only: bytes that are wrong because stale
  uint64_t Redundant;  // syncs only: bytes that had the owner already
  uint64_t FirstWrite; // stores only: C bytes that became W
  uint64_t Flushed;    // alias flush only: W bytes, now C
};

/// The ownership table. `Bytes` selects; `DeviceWrites` tells FROM_DEVICE and
/// BIDIRECTIONAL from TO_DEVICE. After a wrong event the state is what the
/// right call would have left.
constexpr Transition applyEvent(LineMasks Before, RangeEvent Event,
                                uint64_t Bytes, bool DeviceWrites) {
  Bytes &= Before.Covered;
  Transition T{Before, 0, 0, 0, 0, 0};
  LineMasks &After = T.After;
  auto ToDevice = [&](uint64_t Mask) {
    After.Device |= Mask;
    After.Written &= ~Mask;
    After.Stale &= ~Mask;
  };
  auto ToCpu = [&](uint64_t Mask) {
    After.Device &= ~Mask;
    After.Written &= ~Mask;
    After.Stale &= ~Mask;
  };
  auto Leave = [&](uint64_t Mask) {
    After.Covered &= ~Mask;
    ToCpu(Mask);
  };
  switch (Event) {
  case RangeEvent::SyncForCpu:
    T.Wrong = Bytes & Before.Written;
    T.Redundant = Bytes & Before.cpuClean();
    ToCpu(Bytes);
    break;
  case RangeEvent::SyncForDevice:
    T.Redundant = Bytes & Before.Device;
    ToDevice(Bytes);
    break;
  case RangeEvent::Unmap:
    T.Wrong = DeviceWrites ? Bytes & Before.Written : 0;
    Leave(Bytes & ~Before.Stale); // what no device wrote stays so
    break;
  case RangeEvent::NeverWritten: {
    uint64_t Stale = Bytes & (Before.Device | Before.cpuClean());
    After.Device &= ~Stale;
    After.Stale |= Stale;
    break;
  }
  case RangeEvent::UnmapSkipSync: {
    uint64_t Stale = DeviceWrites ? Bytes & (Before.Device | Before.Stale) : 0;
    Leave(Bytes & ~Stale);
    ToCpu(Stale);
    After.Stale |= Stale;
    break;
  }
  case RangeEvent::Detach:
    Leave(Bytes);
    break;
  case RangeEvent::DeviceRead:
    T.Wrong = Bytes & Before.Written;
    ToDevice(T.Wrong);
    break;
  case RangeEvent::DeviceWrite:
    T.Wrong = Bytes & Before.Written;
    if (DeviceWrites)
      ToDevice(Bytes);
    break;
  case RangeEvent::CpuLoad:
    T.WrongStale = Bytes & Before.Stale;
    T.Wrong = T.WrongStale | (DeviceWrites ? Bytes & Before.Device : 0);
    Leave(T.WrongStale);
    break;
  case RangeEvent::CpuStore:
    T.Wrong = Bytes & Before.Device;
    T.FirstWrite = Bytes & Before.cpuClean();
    After.Written |= T.FirstWrite;
    Leave(Bytes & Before.Stale); // overwritten, so no longer stale
    break;
  case RangeEvent::AliasSyncForCpu: {
    uint64_t Stale = DeviceWrites ? Bytes & (Before.Device | Before.Stale) : 0;
    After.Device &= ~Bytes;
    After.Stale |= Stale;
    break;
  }
  case RangeEvent::AliasSyncForDevice:
    T.Wrong = Bytes & Before.Written;
    ToDevice(Bytes);
    break;
  case RangeEvent::AliasFlush:
    T.Flushed = Bytes & Before.Written;
    After.Written &= ~Bytes;
    break;
  case RangeEvent::AliasInvalidate:
    After.Stale &= ~Bytes;
    break;
  }
  return T;
}

/// What a uniform line looks like from its reason.
constexpr LineMasks masksOf(LineReason Reason, uint64_t Covered) {
  LineMasks M;
  M.Covered = Covered;
  switch (Reason) {
  case LineReason::DeviceReads:
  case LineReason::DeviceWrites:
    M.Device = Covered;
    break;
  case LineReason::CpuWritten:
    M.Written = Covered;
    break;
  case LineReason::Stale:
    M.Stale = Covered;
    break;
  case LineReason::CpuClean:
  case LineReason::Coherent:
    break;
  case LineReason::Clean:
  case LineReason::Mixed:
    M.Covered = 0;
    break;
  }
  return M;
}

/// The reason when all covered bytes share one state; Mixed otherwise.
constexpr LineReason uniformReason(const LineMasks &M, bool DeviceWrites,
                                   bool Coherent) {
  if (M.Covered == 0)
    return LineReason::Clean;
  if (Coherent)
    return LineReason::Coherent;
  if (M.Device == M.Covered)
    return DeviceWrites ? LineReason::DeviceWrites : LineReason::DeviceReads;
  if (M.Written == M.Covered)
    return LineReason::CpuWritten;
  if (M.Stale == M.Covered)
    return LineReason::Stale;
  return M.cpuClean() == M.Covered ? LineReason::CpuClean : LineReason::Mixed;
}

/// The accesses that have to come to the slow path.
constexpr uint8_t trapsOf(const LineMasks &M, bool DeviceWrites) {
  uint8_t Traps = 0;
  if (M.Stale != 0 || (DeviceWrites && M.Device != 0))
    Traps |= kLoadTrap;
  if (M.Stale != 0 || M.Device != 0 || M.cpuClean() != 0)
    Traps |= kStoreTrap;
  return Traps;
}

constexpr bool trapsAgree() {
  for (unsigned I = 0; I != kLineReasons; ++I) {
    LineReason Reason = LineReason(I);
    if (Reason != LineReason::Coherent && Reason != LineReason::Mixed &&
        trapsOf(Reason) != trapsOf(masksOf(Reason, ~uint64_t(0)),
                                   Reason == LineReason::DeviceWrites))
      return false;
  }
  return true;
}
static_assert(trapsAgree(), "line_reasons.def says which accesses trap");

/// What an event does to whole lines of one mapping that share a state: to all
/// of their bytes the same.
struct UniformStep {
  LineReason After;
  bool Wrong, Redundant; // as in Transition
  bool CpuOwned;         // before it the CPU owned them, unwritten
};

constexpr UniformStep applyToUniform(LineReason Before, RangeEvent Event,
                                     bool DeviceWrites) {
  LineMasks Line = masksOf(Before, ~uint64_t(0));
  Transition T = applyEvent(Line, Event, ~uint64_t(0), DeviceWrites);
  return {uniformReason(T.After, DeviceWrites, Before == LineReason::Coherent),
          T.Wrong != 0, T.Redundant != 0, Line.cpuClean() != 0};
}

/// The same, looked up.
class UniformSteps {
public:
  constexpr UniformSteps() {
    for (unsigned Event = 0; Event != kRangeEvents; ++Event)
      for (unsigned Before = 0; Before != kLineReasons; ++Before)
        for (unsigned Writes = 0; Writes != 2; ++Writes)
          Steps[Event][Before][Writes] = applyToUniform(
              LineReason(Before), RangeEvent(Event), Writes != 0);
  }
  constexpr const UniformStep &at(LineReason Before, RangeEvent Event,
                                  bool DeviceWrites) const {
    return Steps[unsigned(Event)][unsigned(Before)][DeviceWrites];
  }

private:
  UniformStep Steps[kRangeEvents][kLineReasons][2] = {};
};
inline constexpr UniformSteps kUniformSteps;

} // namespace dmasan
