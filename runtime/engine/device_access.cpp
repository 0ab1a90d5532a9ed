// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The device reads or writes memory, as the simulator tells.

#include "runtime/check/device_side.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/options.h"
#include "runtime/engine/ordering.h"
#include "runtime/engine/sample.h"

namespace dmasan {

namespace {

/// DMA addresses up to here belong to what the device was given: entries of
/// one scatterlist that lie one behind the other are one segment.
uint64_t reachOf(const Mapping &M, uint64_t Wanted) {
  uint64_t Reach = M.dma().End;
  if (!isListApi(M.Api))
    return Reach;
  for (MappingId Id = M.GroupNext; Id && Reach < Wanted;
       Id = mappingAt(Id).GroupNext) {
    if (mappingAt(Id).Dma != Reach)
      break;
    Reach = mappingAt(Id).dma().End;
  }
  return Reach;
}

void accuseOwnership(Event &E, MappingRef &M, const RangeOutcome &Out) {
  if (!Out.Wrong.empty()) {
    Accusation A(Kind::MissingSyncForDevice);
    A.Mapping = M.id();
    A.Address = Out.Wrong.Begin;
    A.Size = Out.Wrong.size();
    {
      ScopedLock Guard(M->Lock);
      A.SecondStack = M->Past.writeStack(Out.Wrong.Begin - M->Cpu.Begin);
    }
    accuse(E, A);
  } else if (Out.CpuOwned && options().strict_ownership) {
    Accusation A(Kind::DeviceAccessCpuOwned);
    A.Mapping = M.id();
    A.Address = Out.FirstCpuOwned;
    A.Size = Out.CpuOwned;
    accuse(E, A);
  }
}

/// The part of the access that falls into one mapping.
void touch(Event &E, MappingRef &M, Span Dma, bool Write) {
  if (M->Cpu.empty())
    return;
  if (!(Write ? deviceWrites(M->Direction) : deviceReads(M->Direction)))
    return;
  Span Cpu = spanOf(M->Cpu.Begin + (Dma.Begin - M->Dma), Dma.size());
  if (M->Coherent)
    return onCoherentDeviceAccess(E, M, Cpu, Write);
  RangeOutcome Out = applyRange(
      M.id(), Cpu, Write ? RangeEvent::DeviceWrite : RangeEvent::DeviceRead,
      E.Rules);
  if (Write)
    M->set(kMappingDeviceWrote);
  if (Write && Out.CpuOwned)
    noteHandover(*M, HandoverKind::DeviceWrite, Cpu, E.stack());
  accuseOwnership(E, M, Out);
}

MappingRef explain(Event &E, MappingQuery &Query, TargetView &Target) {
  MappingRef Found = findContaining(Query);
  Target.Mapped = bool(Found);
  if (Found)
    return Found;
  Found = findTombstone(Query, false);
  Target.WasMapped = bool(Found);
  if (Found)
    return Found;
  Found = findNearest(Query, kLineSize);
  Target.NearMapping = bool(Found);
  if (Found)
    return Found;
  return findByCpu(E.Call.dma, E.Rules);
}

/// M: what explains the address, if anything does.
void accuseTarget(Event &E, const Verdicts &V, MappingRef &M, Span Dma) {
  for (const Verdict &Each : V) {
    Accusation A(Each);
    A.Mapping = M.id();
    if (Each.What == Kind::MaskExceeded) {
      if (M && M->is(kMappingBeyondMask))
        continue; // the mapping was the mistake
      A.Expected = E.Call.result;
      A.Actual = E.Call.dma;
    }
    if (Each.What == Kind::DeviceUseAfterUnmap)
      A.SecondStack = M->UnmapStack.load(std::memory_order_relaxed);
    if (Each.What == Kind::MappingErrorUnchecked) {
      A.SecondStack = M->MapStack;
      mappingAt(M->GroupHead).set(kMappingErrorChecked);
    }
    if (!A.Address && M && M->dma().contains(Dma.Begin) && !M->Cpu.empty())
      A.Address = M->Cpu.Begin + (Dma.Begin - M->Dma);
    accuse(E, A);
  }
}

} // namespace

void onDeviceAccess(Event &E) {
  if (E.Call.flags & DMASAN_CALL_REFUSED)
    return onRefusedAccess(E);
  bool Write = E.Call.event == DMASAN_EVENT_DEVICE_WRITE;
  if (E.Call.size == 0)
    return;
  // The direction that this access would need, so that of several mappings
  // the one that allows it is taken.
  MappingQuery Query = E.query();
  if (!Query.Device)
    return;
  Query.Direction = Write ? DMASAN_FROM_DEVICE : DMASAN_TO_DEVICE;
  Query.Cpu = 0;
  TargetView Target;
  Target.ErrorAddress = E.Call.dma == DMASAN_MAPPING_ERROR;
  Target.BeyondWires = E.Call.result != 0 && E.Call.result != E.Call.dma;
  Target.ShutDown = deviceAt(Query.Device).is(kDeviceShutDown);
  MappingRef M = explain(E, Query, Target);
  // An unknown mapping may allow what the known one does not.
  bool Sure = !mayBeUnknown(Query.Device);
  if (!Target.Mapped && !Sure)
    return;
  Verdicts V;
  Span Dma = spanOf(E.Call.dma, E.Call.size);
  bool Decided = checkTarget(Target, V);
  uint64_t Reach = Target.Mapped ? reachOf(*M, Dma.End) : 0;
  if (!Decided && Sure)
    checkDeviceAccess(viewOf(*M), Dma, Reach, Write, V);
  accuseTarget(E, V, M, Dma);
  if (!Target.Mapped || Target.BeyondWires)
    return;
  Dma.End = minOf(Dma.End, Reach);
  while (M && !Dma.empty()) {
    Span Part = Dma.intersect(M->dma());
    touch(E, M, Part, Write);
    Dma.Begin = Part.End;
    Query.Dma = Dma.Begin;
    Query.Size = Dma.size();
    if (!Dma.empty())
      M = findContaining(Query);
  }
}

void onDeviceOverrun(Event &E) {
  if (!isWatched(E.Call.dma))
    return;
  MappingQuery Query = E.query();
  if (!Query.Device)
    return;
  MappingRef M = findByStart(Query);
  if (!M)
    M = findTombstone(Query, true); // unmap looks last, when it has ended
  Accusation A(Kind::DeviceOutOfBounds);
  A.Mapping = M.id();
  A.Dma = E.Call.dma + E.Call.offset;
  // Bytes before the buffer have no offset in it: the DMA address tells them.
  if (M && !M->Cpu.empty() && int64_t(E.Call.offset) >= 0)
    A.Address = M->Cpu.Begin + E.Call.offset;
  accuse(E, A);
}

void onBufferOverrun(Event &E) {
  // The newest mapping that let the device write there; it has ended.
  MappingRef Newest;
  MappingId Bound = mappingBound();
  for (MappingId Id = 1; Id < Bound; ++Id) {
    if (!retainIfKnown(Id))
      continue;
    MappingRef M(Id);
    if (M->Cpu.contains(E.cpu()) && M->DeviceWrites && !M->Coherent &&
        (!Newest || Newest->Serial < M->Serial))
      Newest = static_cast<MappingRef &&>(M);
  }
  if (!Newest)
    return;
  Accusation A(Kind::DevicePastBuffer);
  A.Mapping = Newest.id();
  A.Address = E.cpu();
  A.SecondStack = Newest->MapStack;
  accuse(E, A);
}

void markUnwritten(Event &E, Mapping &M, MappingId Id, Span Cpu) {
  if (M.Direction != DMASAN_FROM_DEVICE)
    return;
  uint64_t Dma = M.Dma + (Cpu.Begin - M.Cpu.Begin);
  Span Run;
  while (nextUnwritten(E.Call.device, Dma, Cpu, Run)) {
    M.set(kMappingUnwritten);
    applyRange(Id, Run, RangeEvent::NeverWritten, E.Rules);
  }
}

} // namespace dmasan
