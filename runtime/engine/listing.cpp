// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walks over the records of mappings.

#include "runtime/engine/listing.h"

#include "runtime/core/pool.h"
#include "runtime/engine/cost.h"
#include "runtime/engine/excuses.h"
#include "runtime/engine/ordering.h"

namespace dmasan {

namespace {

/// Of larger mappings the first part tells.
constexpr uint64_t kMostPages = 4096;

struct Owners {
  bool Device = false, Cpu = false, Written = false;

  void add(const LineMasks &Masks) {
    Device |= Masks.Device != 0;
    Cpu |= (Masks.Covered & ~Masks.Device) != 0;
    Written |= Masks.Written != 0;
  }
  Owner answer() const {
    if (Device)
      return Cpu ? Owner::Mixed : Owner::Device;
    return Written ? Owner::CpuWritten : Cpu ? Owner::Cpu : Owner::Nobody;
  }
};

void addPage(PageView &View, const Mapping &M, MappingId Id, Owners &Out) {
  Span On = View.bytes().intersect(M.Cpu);
  if (LineReason Reason = View.uniform(Id, On); Reason != LineReason::Clean)
    return Out.add(masksOf(Reason, ~uint64_t(0)));
  for (unsigned Line = 0; Line != kLinesPerPage; ++Line)
    if (bitsOn(View.lineBegin(Line), On))
      Out.add(View.load(Id, Line));
}

Owner ownerOf(const Mapping &M, MappingId Id, const ShadowRules &Rules) {
  if (M.Coherent || M.Cpu.empty())
    return Owner::Nobody;
  Owners Out;
  uint64_t Page = M.Cpu.Begin >> kPageShift;
  uint64_t Last = (M.Cpu.End - 1) >> kPageShift;
  for (uint64_t I = 0; I != kMostPages && Page + I <= Last; ++I) {
    PageView View(Page + I, Rules);
    if (!View.empty())
      addPage(View, M, Id, Out);
  }
  return Out.answer();
}

void copyName(char (&Out)[kNameLength], const char (&Name)[kNameLength]) {
  __builtin_memcpy(Out, Name, kNameLength - 1);
  Out[kNameLength - 1] = '\0';
}

/// A view needs the rules of an event; there is none.
class Quiet {
public:
  ShadowRules &rules() { return E.Rules; }

private:
  dmasan_call Call = {};
  Event E{Call, 0, 0};
};

} // namespace

MappingId describeLive(MappingId From, DeviceId Device, LiveMapping &Out) {
  MappingId Bound = mappingBound();
  for (MappingId Id = From ? From : 1; Id < Bound; ++Id) {
    if (!retainIfLive(Id))
      continue;
    MappingRef M(Id);
    if (Device && M->Device != Device)
      continue;
    Out = {};
    Out.Mapping = describe(*M);
    Out.Excuse = excuseText(M->Excuse.load(std::memory_order_relaxed));
    Out.Who = ownerOf(*M, Id, Quiet().rules());
    auto Age = int32_t(uint32_t(dmasan_port_time_ns() >> kBornShift) - M->Born);
    Out.AgeMs = Age < 0 ? 0 : (uint64_t(Age) << kBornShift) / 1000000;
    const struct Device &D = deviceAt(M->Device);
    copyName(Out.DeviceName, D.Name);
    copyName(Out.DriverName, D.Driver);
    return Id;
  }
  return 0;
}

void forgetState() {
  Quiet Event;
  MappingId Bound = mappingBound();
  for (MappingId Id = 1; Id < Bound; ++Id) {
    if (!retainIfKnown(Id))
      continue;
    MappingRef M(Id);
    if (retireMapping(*M, Id, 0))
      noteCostEnd(*M);
    applyRange(Id, M->Cpu, RangeEvent::Detach, Event.rules());
    forgetOrder(*M, Id);
  }
  dropAllTombstones();
  forgetPools();
  forgetExcuses();
  for (DeviceId Id = 1; Id < deviceBound(); ++Id)
    if (deviceAt(Id).Identity.load(std::memory_order_acquire))
      removeDevice(Id);
}

} // namespace dmasan
