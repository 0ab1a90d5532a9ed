// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A streaming mapping or an allocation begins. The mapping is complete and on
// its pages before it is published; findings come last.

#include "runtime/check/addresses.h"
#include "runtime/check/arguments.h"
#include "runtime/check/lines.h"
#include "runtime/check/origin.h"
#include "runtime/engine/cost.h"
#include "runtime/engine/excuses.h"
#include "runtime/engine/exposure.h"
#include "runtime/engine/fresh.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/options.h"
#include "runtime/engine/ordering.h"
#include "runtime/engine/sample.h"

namespace dmasan {

namespace {

LineReason firstState(const Event &E, const Mapping &M) {
  if (M.Coherent)
    return LineReason::Coherent;
  // Allocated for streaming use: the CPU has it until the first sync.
  if (isAllocation(E.Call))
    return LineReason::CpuClean;
  if (E.Call.attrs & DMASAN_ATTR_SKIP_CPU_SYNC)
    return LineReason::CpuWritten; // its lines may be dirty
  return M.DeviceWrites ? LineReason::DeviceWrites : LineReason::DeviceReads;
}

void fill(Event &E, Device &D, Mapping &M, const NewMapping &New) {
  const dmasan_call &Call = E.Call;
  // A size that wraps around, reported as such, has no pages to look after.
  bool Wraps = New.Size && New.Cpu.Begin + (New.Size - 1) < New.Cpu.Begin;
  M.Cpu = Wraps ? Span() : New.Cpu;
  M.Dma = New.Dma;
  M.Size = New.Size;
  M.Object = New.Object;
  M.Device = E.device();
  M.MapStack = E.stack();
  if (New.GroupHead)
    M.GroupHead = New.GroupHead;
  M.Attrs = uint32_t(Call.attrs);
  M.Excuse.store(takeExcuse(Call.device, M.Cpu.Begin),
                 std::memory_order_relaxed);
  M.Born = uint32_t(dmasan_port_time_ns() >> kBornShift);
  M.Api = uint8_t(Call.api);
  M.Coherent = isCoherentApi(Call.api);
  M.Direction = isValidDirection(Call.direction) && !M.Coherent
                    ? uint8_t(Call.direction)
                    : uint8_t(DMASAN_BIDIRECTIONAL);
  M.DeviceWrites = deviceWrites(M.Direction);
  uint32_t Flags = 0;
  // Allocations and lists tell of failure by what they return.
  if (Call.event == DMASAN_EVENT_MAP && Call.flags & DMASAN_CALL_ERROR_VISIBLE)
    Flags |= kMappingErrorVisible;
  if (Call.flags & DMASAN_CALL_MANAGED || Call.api == DMASAN_API_MANAGED)
    Flags |= kMappingManaged;
  M.Flags.store(Flags, std::memory_order_relaxed); // nobody knows it yet
  if (New.Dma >> 32)
    D.set(kDeviceHighDma);
  if (D.FailureStack.load(std::memory_order_relaxed))
    D.FailureStack.store(0, std::memory_order_relaxed);
}

void checkAddresses(Event &E, Device &D, Mapping &M, MappingId Id) {
  Verdicts V;
  checkMask(viewOf(D, M.Coherent), M.dma(), V);
  for (const Verdict &Each : V) {
    if (Each.What == Kind::MaskUnset && !D.claim(kDeviceSaidMask))
      continue;
    if (Each.What == Kind::MaskExceeded)
      M.set(kMappingBeyondMask);
    Accusation A(Each);
    A.Mapping = Id;
    accuse(E, A);
  }
  if (D.is(kDeviceNoConfig) && D.claim(kDeviceSaidConfig)) {
    Accusation A(Kind::WrongDevice);
    A.Mapping = Id;
    accuse(E, A);
  }
}

/// At most one finding about where the buffer lies.
void checkPlace(Event &E, Mapping &M, MappingId Id, const OriginInfo &Origin,
                const Partner &Beside, bool WholeLines) {
  Verdicts V;
  checkOrigin(Origin, M.Cpu, M.Api, V);
  checkAlias(Origin, M.Direction, V);
  if (V.empty() && Beside.Coherent) {
    checkOntoCoherent(M.Api, M.Device == Beside.Coherent->Device, V);
    for (const Verdict &Each : V) {
      Accusation A(Each);
      A.Mapping = Id;
      A.Other = Beside.Coherent.id();
      accuse(E, A);
    }
    if (!V.empty())
      return;
  }
  if (V.empty() && Beside.Other) {
    checkPartner(Beside.Relation, M.Cpu, Beside.Other->Cpu, E.Rules.HazardLine,
                 V);
    for (const Verdict &Each : V) {
      Accusation A(Each);
      A.Mapping = Id;
      A.Other = Beside.Other.id();
      accuse(E, A);
    }
    return;
  }
  if (V.empty() && !WholeLines && M.DeviceWrites && !M.is(kMappingExempt)) {
    checkAlignment(M.Cpu, Origin, E.Rules.HazardLine,
                   options().unknown_bounds == 0, V);
    // Asked of the few that share a line, for it takes a search.
    if (!V.empty() && hasOwnLines(M.Cpu))
      return;
  }
  accuseAll(E, V, Id, &Origin);
}

} // namespace

MappingRef makeMapping(Event &E, const NewMapping &New) {
  MappingRef Mine = E.device() ? newMapping() : MappingRef();
  if (!Mine) {
    if (E.device() && !New.GroupHead)
      forgetMapping(E.device()); // a list is forgotten as a whole
    return Mine;
  }
  Mapping &M = *Mine;
  MappingId Id = Mine.id();
  Device &D = deviceAt(E.device());
  fill(E, D, M, New);
  // Not memory that a device is given, but an address of a shared buffer.
  bool ForCpu = M.Api == DMASAN_API_DMA_BUF;
  bool Streaming = !M.Coherent && !ForCpu && !isAllocation(E.Call);
  bool Exempt = false;
  bool Judged = Streaming && !M.Cpu.empty();
  OriginInfo Origin =
      Judged ? originOf(M.Cpu.Begin, M.Size, &Exempt) : OriginInfo();
  if (Exempt || ForCpu)
    M.set(kMappingExempt);
  // A buffer of whole lines shares none.
  bool WholeLines = isAligned(M.Cpu.Begin | M.Cpu.End, E.Rules.HazardLine);
  if (!WholeLines)
    M.setNear(ownBytes(Origin, E.Rules.HazardLine));
  Partner Beside;
  beginHistory(M);
  attachRange(Id, firstState(E, M), E.Rules, Streaming ? &Beside : nullptr);
  forgetOrder(M, Id);
  publishMapping(M, Id);
  if (Judged) {
    checkPlace(E, M, Id, Origin, Beside, WholeLines);
    judgeExposure(E, M, Id, Origin);
    if (!(E.Call.attrs & DMASAN_ATTR_SKIP_CPU_SYNC))
      judgeUnwritten(E, M, Id, M.Cpu, Origin);
  }
  if (!ForCpu)
    checkAddresses(E, D, M, Id);
  if (Streaming && !New.GroupHead)
    noteCost(E, M, Id);
  if (!New.GroupHead)
    noteGrowth(E, M, Id);
  return Mine;
}

void onMap(Event &E) {
  CallView Call = E.view();
  Verdicts V;
  checkNewMapping(Call, V);
  accuseAll(E, V, 0);
  if (Call.Size == 0 || Call.Dma == DMASAN_MAPPING_ERROR)
    return;
  NewMapping New{{}, Call.Dma, Call.Size};
  if (Call.Api != DMASAN_API_RESOURCE) {
    if (Call.Cpu)
      New.Cpu = spanOf(Call.Cpu, Call.Size);
  } else if (Call.Cpu) {
    Verdicts Wrong;
    OriginInfo Origin = originOf(Call.Cpu, Call.Size);
    checkResource(Origin, Wrong);
    accuseAll(E, Wrong, 0, &Origin);
  }
  if (!isWatched(New.Dma)) {
    passOver(E);
    return passOver(E, New.Cpu);
  }
  makeMapping(E, New);
}

} // namespace dmasan
