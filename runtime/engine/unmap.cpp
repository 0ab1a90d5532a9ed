// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A streaming mapping ends, or a call says so of an address at which none
// begins.

#include "runtime/check/arguments.h"
#include "runtime/engine/cost.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/ordering.h"
#include "runtime/engine/sample.h"

namespace dmasan {

namespace {

/// A live mapping of another device at this very address.
MappingRef findOnOtherDevice(MappingQuery Query) {
  DeviceId Mine = Query.Device;
  DeviceId Bound = deviceBound();
  for (DeviceId Id = 1; Id < Bound; ++Id) {
    if (Id == Mine || !deviceAt(Id).Identity.load(std::memory_order_acquire))
      continue;
    Query.Device = Id;
    if (MappingRef M = findByStart(Query))
      return M;
  }
  return {};
}

/// A live mapping of the device whose address loses its upper half here.
MappingRef findTruncated(const MappingQuery &Query) {
  if (Query.Dma >> 32 || !deviceAt(Query.Device).is(kDeviceHighDma))
    return {};
  MappingId Bound = mappingBound();
  for (MappingId Id = 1; Id < Bound; ++Id) {
    const Mapping &M = mappingAt(Id);
    if (!retainIfLive(Id))
      continue;
    MappingRef Ref(Id);
    if (M.Device == Query.Device && uint32_t(M.Dma) == Query.Dma)
      return Ref;
  }
  return {};
}

struct Meant {
  Kind What = Kind::UnmapNotMapped;
  MappingRef Live; // to be ended
  MappingRef Dead; // the tombstone that explains it
};

Meant whatWasMeant(const MappingQuery &Query, const ShadowRules &Rules) {
  Meant Found;
  if ((Found.Dead = findTombstone(Query, true))) {
    Found.What = Kind::DoubleUnmap;
    return Found;
  }
  MappingQuery FirstByte = Query;
  FirstByte.Size = 1;
  if ((Found.Live = findContaining(FirstByte)))
    return Found;
  if ((Found.Live = findOnOtherDevice(Query))) {
    Found.What = Kind::UnmapDeviceMismatch;
    return Found;
  }
  if ((Found.Live = findTruncated(Query))) {
    Found.What = Kind::AddressTruncated;
    return Found;
  }
  // A CPU address where a DMA address belongs?
  if ((Found.Live = findByCpu(Query.Dma, Rules)) &&
      Found.Live->Device != Query.Device)
    Found.Live = {};
  return Found;
}

void judgeEnd(Event &E, Mapping &M, MappingId Id, const RangeOutcome &Out) {
  if (!Out.Wrong.empty() && !M.is(kMappingFreed)) {
    Accusation A(Kind::LostWriteAtUnmap);
    A.Mapping = Id;
    A.Address = Out.Wrong.Begin;
    A.Size = Out.Wrong.size();
    {
      ScopedLock Guard(M.Lock);
      A.SecondStack = M.Past.writeStack(Out.Wrong.Begin - M.Cpu.Begin);
    }
    accuse(E, A);
  }
}

} // namespace

bool endMapping(Event &E, Mapping &M, MappingId Id) {
  if (!retireMapping(M, Id, E.stack()))
    return false;
  noteCostEnd(M);
  bool Skip = (E.Call.attrs & DMASAN_ATTR_SKIP_CPU_SYNC) != 0;
  bool Judged =
      !M.Coherent && M.Api != DMASAN_API_DMA_BUF && !isAllocation(E.Call);
  if (Skip)
    M.clear(kMappingUnwritten);
  else if (Judged)
    markUnwritten(E, M, Id, M.Cpu);
  RangeOutcome Out = applyRange(Id, M.Cpu,
                                !Judged ? RangeEvent::Detach
                                : Skip  ? RangeEvent::UnmapSkipSync
                                        : RangeEvent::Unmap,
                                E.Rules);
  noteHandover(M, HandoverKind::Unmap, M.Cpu, E.stack());
  forgetOrder(M, Id);
  if (Judged) {
    judgeEnd(E, M, Id, Out);
    if (!Skip)
      judgeCoherence(E, M, Id, false);
  }
  return true;
}

void accuseIfMeant(Event &E, const Verdicts &V, const Mapping &M,
                   MappingId Id) {
  if (!V.empty() && !forgetsMappings(M.Device))
    accuseAll(E, V, Id);
}

__attribute__((cold)) void onUnmapMiss(Event &E, const MappingQuery &Query) {
  Meant Found = whatWasMeant(Query, E.Rules);
  // The wrong call ended it before; this is the right one coming late.
  if (Found.Dead && Found.Dead->is(kMappingEndedWrongly)) {
    Found.Dead->clear(kMappingEndedWrongly);
    return;
  }
  if (excuseUnknown(Query.Device))
    return;
  Accusation A(Found.What);
  A.Mapping = Found.Live ? Found.Live.id() : Found.Dead.id();
  if (Found.Dead)
    A.SecondStack = Found.Dead->UnmapStack.load(std::memory_order_relaxed);
  if (Found.Live) {
    A.Expected = Found.Live->Dma;
    A.Actual = Query.Dma;
  }
  accuse(E, A);
  if (!Found.Live)
    return;
  Found.Live->set(kMappingEndedWrongly);
  endMapping(E, *Found.Live, Found.Live.id());
}

void onUnmap(Event &E) {
  if (E.Call.dma == DMASAN_MAPPING_ERROR) {
    accuse(E, Accusation(Kind::MappingErrorUsed));
    return;
  }
  if (!isWatched(E.Call.dma))
    return;
  MappingQuery Query = E.query();
  if (!Query.Device)
    return;
  for (;;) {
    MappingRef M = findByStart(Query);
    if (!M) {
      onUnmapMiss(E, Query);
      return;
    }
    if (!endMapping(E, *M, M.id()))
      continue;
    Verdicts V;
    checkUnmap(viewOf(*M), E.view(), V);
    accuseIfMeant(E, V, *M, M.id());
    return;
  }
}

} // namespace dmasan
