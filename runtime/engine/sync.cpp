// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ownership of a range goes to the CPU or back. The call names an address, so
// every mapping of the device that has the whole range there changes hands.

#include "runtime/check/arguments.h"
#include "runtime/check/coherence.h"
#include "runtime/engine/cost.h"
#include "runtime/engine/fresh.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/options.h"
#include "runtime/engine/sample.h"

namespace dmasan {

namespace {

void accuseMissingSync(Event &E, Mapping &M, MappingId Id, Span Wrong) {
  Accusation A(Kind::MissingSyncForDevice);
  A.Mapping = Id;
  A.Address = Wrong.Begin;
  A.Size = Wrong.size();
  {
    ScopedLock Guard(M.Lock);
    A.SecondStack = M.Past.writeStack(Wrong.Begin - M.Cpu.Begin);
  }
  accuse(E, A);
}

} // namespace

void judgeCoherence(Event &E, const Mapping &M, MappingId Id, bool ToDevice) {
  Device &D = deviceAt(M.Device);
  if (!D.is(kDeviceHardwareKnown))
    return;
  Verdicts V;
  checkCoherence(viewOf(D, false), M.Direction, ToDevice, V);
  if (!V.empty() && D.claim(kDeviceSaidCoherence))
    accuseAll(E, V, Id);
}

void syncRange(Event &E, MappingRef &M, Span Cpu, bool ForCpu) {
  RangeOutcome Out = applyRange(
      M.id(), Cpu, ForCpu ? RangeEvent::SyncForCpu : RangeEvent::SyncForDevice,
      E.Rules);
  noteHandover(*M,
               ForCpu ? HandoverKind::SyncForCpu : HandoverKind::SyncForDevice,
               Cpu, E.stack());
  if (!Out.Wrong.empty())
    accuseMissingSync(E, *M, M.id(), Out.Wrong);
  if (!Out.Unflushed.empty()) {
    Accusation A(Kind::AliasNotFlushed);
    A.Mapping = M.id();
    A.Address = Out.Unflushed.Begin;
    A.Size = Out.Unflushed.size();
    accuse(E, A);
  }
  if (Out.Covered && Out.Redundant == Out.Covered) {
    Accusation A(Kind::RedundantSync);
    A.Mapping = M.id();
    A.Address = Cpu.Begin;
    accuse(E, A);
  }
  if (!ForCpu && options().detect_uninitialized)
    judgeUnwritten(E, *M, M.id(), Cpu, originOf(Cpu.Begin, Cpu.size()));
  judgeCoherence(E, *M, M.id(), !ForCpu);
  noteSync(E, *M, M.id());
  if (ForCpu) {
    markUnwritten(E, *M, M.id(), Cpu);
    M->clear(kMappingDeviceWrote);
  }
}

void onSync(Event &E) {
  bool ForCpu = E.Call.event == DMASAN_EVENT_SYNC_FOR_CPU;
  CallView Call = E.view();
  Call.Dma += E.Call.offset;
  if (Call.Size == 0)
    return;
  if (E.Call.dma == DMASAN_MAPPING_ERROR) {
    accuse(E, Accusation(Kind::MappingErrorUsed));
    return;
  }
  MappingQuery Query = E.query();
  Query.Dma = Call.Dma;
  if (!Query.Device)
    return;
  MappingRef Best = findContaining(Query);
  if (!Best) {
    if (mayBeUnknown(Query.Device))
      return;
    Accusation A(Kind::SyncNotMapped);
    MappingRef Dead = findTombstone(Query, false);
    A.Mapping = Dead.id();
    A.Dma = Call.Dma;
    accuse(E, A);
    return;
  }
  Verdicts V;
  checkSync(viewOf(*Best), Call, V);
  uint64_t Size = checkSubBuffers(viewOf(*Best), Call, V);
  if (!mayBeUnknown(Query.Device))
    accuseAll(E, V, Best.id());
  if (Best->Coherent || Best->Cpu.empty())
    return;
  Query.Size = minOf(Size, Best->dma().End - Call.Dma);
  MappingId Chosen = Best.id();
  syncRange(E, Best,
            spanOf(Best->Cpu.Begin + (Call.Dma - Best->Dma), Query.Size),
            ForCpu);
  MappingRef Also = findAlsoContaining(Query, 0);
  while (Also) {
    if (Also.id() != Chosen && !Also->Coherent && !Also->Cpu.empty()) {
      Span Cpu = spanOf(Also->Cpu.Begin + (Call.Dma - Also->Dma), Query.Size);
      applyRange(Also.id(), Cpu,
                 ForCpu ? RangeEvent::SyncForCpu : RangeEvent::SyncForDevice,
                 E.Rules);
    }
    Also = findAlsoContaining(Query, Also.id());
  }
}

void onSubBuffers(Event &E) {
  MappingQuery Query = E.query();
  if (!Query.Device)
    return;
  Query.Size = 0;
  if (MappingRef M = findByStart(Query))
    M->SubSize = uint32_t(minOf(E.Call.size, ~uint32_t(0)));
}

} // namespace dmasan
