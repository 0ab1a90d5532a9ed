// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Did a mapping fail, and is an address of the right kind? Questions and
// conversions that the driver makes with what a mapping call gave it.

#include "runtime/engine/handlers.h"

namespace dmasan {

namespace {
constinit std::atomic<bool> AnyFailed = false; // of all calls so far
} // namespace

void noteFailure(Event &E, uint64_t Left) {
  if (!E.device())
    return;
  Device &D = deviceAt(E.device());
  D.FailureLeft.store(Left, std::memory_order_relaxed);
  D.FailureStack.store(E.stack(), std::memory_order_relaxed);
  AnyFailed.store(true, std::memory_order_relaxed);
}

void forgetFailure(Event &E) {
  if (!AnyFailed.load(std::memory_order_relaxed))
    return;
  if (DeviceId Id = E.device())
    deviceAt(Id).FailureStack.store(0, std::memory_order_relaxed);
}

void onMappingError(Event &E) {
  if (E.Call.dma == DMASAN_MAPPING_ERROR || !E.device() ||
      markErrorChecked(E.query()))
    return;
  Device &D = deviceAt(E.device());
  StackId Failure = D.FailureStack.load(std::memory_order_relaxed);
  if (!Failure || D.FailureLeft.load(std::memory_order_relaxed) != E.Call.dma)
    return;
  D.FailureStack.store(0, std::memory_order_relaxed);
  Accusation A(Kind::MapFailureMissed);
  A.SecondStack = Failure;
  accuse(E, A);
}

void onPhysToVirt(Event &E) {
  OriginKind Memory = E.cpu() ? originOf(E.cpu(), 1).Kind : OriginKind::Invalid;
  if (Memory != OriginKind::Invalid)
    return;
  DeviceId Bound = deviceBound();
  for (DeviceId Id = 1; Id < Bound; ++Id) {
    if (!deviceAt(Id).Identity.load(std::memory_order_acquire))
      continue;
    MappingQuery Query{Id, E.Call.dma};
    Query.Size = 1;
    MappingRef M = findContaining(Query);
    if (!M)
      continue;
    Accusation A(Kind::DmaAddressAsPhysical);
    A.Mapping = M.id();
    A.Address = M->Cpu.empty() ? 0 : M->Cpu.Begin + (E.Call.dma - M->Dma);
    accuse(E, A);
    return;
  }
}

void onCachedAlias(Event &E) {
  Span Memory = spanOf(E.cpu(), E.Call.size);
  for (uint64_t At = Memory.Begin; At < Memory.End; At += kPageSize)
    if (MappingRef M = findByCpu(At, E.Rules); M && M->Coherent) {
      Accusation A(Kind::CoherentCachedAlias);
      A.Mapping = M.id();
      A.Address = At;
      accuse(E, A);
      return;
    }
}

} // namespace dmasan
