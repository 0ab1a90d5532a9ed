// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pools: a block is a small coherent mapping that names its pool.

#include "runtime/base/counters.h"
#include "runtime/core/pool.h"
#include "runtime/engine/handlers.h"

namespace dmasan {

namespace {

/// The pool's device stands in for the one that block calls do not name.
struct PoolCall {
  dmasan_call Call;
  bool Known;

  explicit PoolCall(const dmasan_call &Given) : Call(Given) {
    PoolFacts Facts = {};
    Known = findPool(Given.object, Facts);
    Call.device = Facts.Device;
    Call.size = Facts.BlockSize;
    Call.api = DMASAN_API_POOL;
    Call.direction = DMASAN_BIDIRECTIONAL;
  }
};

void accuseMisuse(Event &E, MappingId Id, uint64_t Address) {
  Accusation A(Kind::PoolMisuse);
  A.Mapping = Id;
  A.Address = Address;
  if (Id) {
    A.Expected = mappingAt(Id).Dma;
    A.Actual = E.Call.dma;
    A.SecondStack = mappingAt(Id).MapStack;
  }
  accuse(E, A);
}

void accuseUnknownPool(Event &E, uint64_t Address) {
  if (!counterValue(Counter::DroppedPools))
    accuseMisuse(E, 0, Address);
}

} // namespace

void onPoolCreate(Event &E) {
  const void *Pool = E.Call.object;
  if (!Pool)
    Pool = reinterpret_cast<const void *>(uintptr_t(E.Call.result));
  if (Pool)
    addPool(Pool, {E.Call.device, E.Call.size});
}

void onPoolAlloc(Event &E) {
  PoolCall Pool(E.Call);
  uint64_t Cpu = E.cpu() ? E.cpu() : E.Call.result;
  if (!Pool.Known || !Cpu || !Pool.Call.size)
    return;
  Event Inner(Pool.Call, E.Pc, E.frame());
  makeMapping(Inner, {spanOf(Cpu, Pool.Call.size), E.Call.dma, Pool.Call.size,
                      E.Call.object});
}

void onPoolFree(Event &E) {
  PoolCall Pool(E.Call);
  uint64_t Cpu = E.cpu();
  if (!Pool.Known)
    return accuseUnknownPool(E, Cpu);
  Event Inner(Pool.Call, E.Pc, E.frame());
  MappingQuery Query = Inner.query();
  Query.Object = E.Call.object;
  MappingRef M = findByStart(Query);
  if (M && M->Api == DMASAN_API_POOL && M->Object == E.Call.object &&
      M->Cpu.Begin == Cpu && endMapping(Inner, *M, M.id()))
    return;
  // Another pool's block, a wrong handle or CPU address, or freed before.
  if (!M)
    M = findByCpu(Cpu, E.Rules);
  if (M && M->Api == DMASAN_API_POOL) {
    accuseMisuse(Inner, M.id(), Cpu);
    endMapping(Inner, *M, M.id());
    return;
  }
  if (Query.Device && excuseUnknown(Query.Device))
    return;
  MappingRef Dead = findTombstone(Query, true);
  accuseMisuse(Inner, Dead.id(), Cpu);
}

void onPoolDestroy(Event &E) {
  PoolCall Pool(E.Call);
  if (!E.Call.object)
    return; // like kfree(NULL)
  if (!Pool.Known)
    return accuseUnknownPool(E, 0);
  Event Inner(Pool.Call, E.Pc, E.frame());
  MappingRef First;
  uint64_t Count = 0;
  MappingId Bound = mappingBound();
  for (MappingId Id = 1; Id < Bound; ++Id) {
    if (!retainIfLive(Id))
      continue;
    MappingRef M(Id);
    if (M->Object != E.Call.object || M->Api != DMASAN_API_POOL ||
        !endMapping(Inner, *M, Id))
      continue;
    ++Count;
    if (!First)
      First = static_cast<MappingRef &&>(M);
  }
  removePool(E.Call.object);
  if (!First)
    return;
  Accusation A(Kind::PoolMisuse);
  A.Mapping = First.id();
  A.Count = Count;
  A.SecondStack = First->MapStack;
  accuse(Inner, A);
}

void onPoolCorrupt(Event &E) {
  PoolCall Pool(E.Call);
  if (!Pool.Known)
    return;
  Pool.Call.offset = 0;
  Event Inner(Pool.Call, E.Pc, E.frame());
  MappingRef Dead = findTombstone(Inner.query(), true);
  Accusation A(Kind::PoolUseAfterFree);
  A.Mapping = Dead.id();
  A.Address = E.cpu();
  A.Size = E.Call.size;
  if (Dead)
    A.SecondStack = Dead->UnmapStack.load(std::memory_order_relaxed);
  accuse(Inner, A);
}

} // namespace dmasan
