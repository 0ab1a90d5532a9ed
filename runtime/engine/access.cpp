// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Most calls end at the second look at the shadow; the rest take one page lock
// a page. A stack is captured only for a finding and for the first store into a
// range that the CPU owns.

#include "runtime/engine/access.h"

#include "runtime/base/counters.h"
#include "runtime/check/coherent.h"
#include "runtime/core/alias.h"
#include "runtime/core/in_flight.h"
#include "runtime/engine/accuse.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/options.h"
#include "runtime/engine/ordering.h"

namespace dmasan {

namespace {

using Fault = AccessOutcome::Fault;

Kind kindOf(Fault What, bool Store, const Mapping &M) {
  switch (What) {
  case Fault::Stale:
    if (M.is(kMappingUncached))
      return Kind::CacheOpMissing;
    return M.is(kMappingUnwritten) ? Kind::DeviceShortWrite : Kind::StaleRead;
  case Fault::StaleAlias:
    return Kind::AliasNotFlushed;
  case Fault::Neighbour:
    return Kind::CachelineNeighborWrite;
  case Fault::Speculation:
    return Kind::SpeculativeRead;
  case Fault::DeviceOwned:
    if (M.Api == DMASAN_API_DMA_BUF)
      return Kind::DmaBufCpuAccess;
    break;
  case Fault::None:
    break;
  }
  return Store ? Kind::CpuWriteDeviceOwned : Kind::CpuReadDeviceOwned;
}

void rememberWrites(Event &E, AccessOutcome &Out) {
  for (unsigned I = 0; I != Out.WriteCount; ++I) {
    Mapping &M = *Out.Writes[I].Into;
    Span Bytes = Out.Writes[I].Bytes;
    {
      ScopedLock Guard(M.Lock);
      if (M.Past.extendWrite(Bytes.Begin - M.Cpu.Begin, Bytes.size()))
        continue;
    }
    noteHandover(M, HandoverKind::CpuWrite, Bytes, E.stack());
  }
}

dmasan_call callOf(uintptr_t Size) {
  dmasan_call Call = {};
  Call.event = DMASAN_EVENT_COUNT;
  Call.direction = DMASAN_NO_DIRECTION;
  Call.size = Size;
  return Call;
}

// Apart: the frame of this one is large and rarely needed.
__attribute__((noinline)) void decide(Span Bytes, bool Store, AccessKind How,
                                      uintptr_t Pc, uintptr_t Frame) {
  dmasan_call Call = callOf(uintptr_t(Bytes.size()));
  Event E(Call, Pc, Frame);
  E.IsAccess = true;
  E.IsWrite = Store;
  AccessOutcome Out;
  bool SharedLines = sharesLines(Bytes.Begin >> kPageShift);
  if (SharedLines)
    invalidateAlias(Bytes, E.Rules);
  applyAccess(Bytes, Store, true, E.Rules, Out);
  rememberWrites(E, Out);
  if (SharedLines && Store)
    flushAlias(Bytes, E.Rules);
  if (Out.faulty()) {
    Accusation A(kindOf(Out.What, Store, *Out.Accused));
    A.Mapping = Out.Accused.id();
    A.Address = Out.Bytes.Begin;
    A.Shift = Out.Shift;
    A.Size = Bytes.size();
    A.SecondStack = Out.Accused->MapStack;
    accuse(E, A);
    if (A.What == Kind::CacheOpMissing) // one for all of the range
      applyRange(A.Mapping, Out.Accused->Cpu, RangeEvent::Detach, E.Rules);
  }
  if (!Out.Coherent)
    return;
  if (options().coherent_memory) {
    Verdicts V;
    checkCoherentAccess(Bytes, How == AccessKind::Bulk, V);
    accuseAll(E, V, Out.Coherent.id());
  }
  onCoherentAccess(E, Out.Coherent, Bytes, Store);
}

/// A size that wraps around or is absurd is a bug, but not one of ours: what is
/// judged of it is bounded, so that it cannot hang the host.
Span spanOfAccess(uintptr_t Address, uintptr_t Size) {
  constexpr uint64_t kMost = uint64_t(1) << 30;
  return spanOf(Address, minOf(Size, kMost));
}

} // namespace

void onCpuAccess(uintptr_t Address, uintptr_t Size, bool Store, AccessKind How,
                 uintptr_t Pc, uintptr_t Frame) {
  if (!rangeTrapped(Address, Size, Store ? kStoreTrap : kLoadTrap))
    return;
  if (dmasan_port_in_nmi()) {
    count(Counter::NmiEvents);
    return;
  }
  decide(spanOfAccess(Address, Size), Store, How, Pc, Frame);
}

void onUncheckedUse(uintptr_t Address, uintptr_t Size, uintptr_t Pc,
                    uintptr_t Frame) {
  if (!options().distrust_devices || dmasan_port_in_nmi() ||
      !dmasan_port_has_shadow(Address) || shadowAt(Address).raw() == 0)
    return;
  dmasan_call Call = callOf(Size);
  Event E(Call, Pc, Frame);
  E.IsAccess = true;
  MappingRef M = findByCpu(Address, E.Rules);
  // A second fetch is what makes a checked value unchecked: said then.
  if (!M || !M->DeviceWrites ||
      wasSecondFetch(dmasan_port_thread(), spanOf(Address, Size)))
    return;
  Accusation A(Kind::UncheckedDeviceValue);
  A.Mapping = M.id();
  A.Address = Address;
  A.Size = Size;
  accuse(E, A);
}

bool wouldReport(uintptr_t Address, uintptr_t Size, bool Store) {
  if (Size == 0 || dmasan_port_in_nmi() ||
      !rangeTrapped(Address, Size, Store ? kStoreTrap : kLoadTrap))
    return false;
  dmasan_call Call = callOf(Size);
  Event E(Call, 0, 0);
  AccessOutcome Out;
  applyAccess(spanOfAccess(Address, Size), Store, false, E.Rules, Out);
  return Out.faulty();
}

} // namespace dmasan
