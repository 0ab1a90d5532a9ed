// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scatterlists. Every entry is a mapping of its own, linked to the first one;
// an IOMMU may have given several entries one DMA segment, so the entries' DMA
// addresses are found by laying them out in the segments one after the other.

#include "runtime/base/counters.h"
#include "runtime/check/addresses.h"
#include "runtime/check/arguments.h"
#include "runtime/engine/cost.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/sample.h"

namespace dmasan {

namespace {

/// Reads a list entry by entry, a few at a time.
class Reader {
public:
  explicit Reader(const dmasan_call &Call) : Call(Call) {}

  const dmasan_sg_entry *at(size_t Index) {
    if (Index < First || Index >= First + Have) {
      First = Index;
      size_t Total = readScatterlist(
          Call.object, (Call.flags & DMASAN_CALL_OBJECT_IS_SG_TABLE) != 0,
          Index, kBatch, Batch);
      Have = Total > Index ? size_t(minOf(Total - Index, kBatch)) : 0;
    }
    return Index < First + Have ? &Batch[Index - First] : nullptr;
  }

private:
  static constexpr size_t kBatch = 8;
  const dmasan_call &Call;
  size_t First = 0, Have = 0;
  dmasan_sg_entry Batch[kBatch];
};

/// Walks the DMA segments of a mapped list.
class Segments {
public:
  Segments(Event &E, Reader &List) : E(E), List(List) {}

  /// DMA address of the next Length bytes; 0 length left means no more.
  bool next(uint64_t Length, uint64_t &Dma) {
    while (Left == 0) {
      const dmasan_sg_entry *Entry = List.at(Index++);
      if (!Entry)
        return false;
      At = Entry->dma;
      Left = Entry->dma_length;
      if (Left)
        check();
    }
    Dma = At;
    uint64_t Step = minOf(Length, Left);
    At += Step;
    Left -= Step;
    return true;
  }

private:
  void check() {
    Verdicts V;
    checkSegment(viewOf(deviceAt(E.device()), false), spanOf(At, Left), V);
    for (const Verdict &Each : V) {
      Accusation A(Each);
      A.Dma = At;
      A.Size = Left;
      accuse(E, A);
    }
  }

  Event &E;
  Reader &List;
  size_t Index = 0;
  uint64_t At = 0, Left = 0;
};

bool mapFailed(const dmasan_call &Call) {
  if (Call.api == DMASAN_API_NONCONTIGUOUS)
    return !Call.object;
  int32_t Result = int32_t(Call.result);
  return Call.flags & DMASAN_CALL_OBJECT_IS_SG_TABLE ? Result != 0
                                                     : Result <= 0;
}

uint8_t listApi(const dmasan_call &Call) {
  return uint8_t(isListApi(Call.api) ? Call.api : DMASAN_API_SG);
}

/// Without an object in the query nothing is known of such a list.
MappingRef findList(Event &E, MappingQuery &Query) {
  Reader List(E.Call);
  const dmasan_sg_entry *Entry = List.at(0);
  if (!Entry) {
    count(Counter::UnreadableLists);
    return {};
  }
  if (!isWatched(Entry->dma))
    return {};
  Query.Dma = Entry->dma;
  Query.Size = 0;
  Query.Cpu = reinterpret_cast<uintptr_t>(Entry->cpu);
  Query.Object = E.Call.object;
  Query.Api = listApi(E.Call);
  return findByStart(Query);
}

/// Memory was short for an entry: what was made of the others would be taken
/// for all of the list.
void forgetList(Event &E, MappingRef &Head) {
  if (!Head)
    return; // counted where the first entry was to be made
  forgetMapping(Head->Device);
  for (MappingId Id = Head.id(), Next; Id; Id = Next) {
    MappingRef M = MappingRef::share(Id);
    Next = M->GroupNext;
    if (!retireMapping(*M, Id, 0))
      continue;
    noteCostEnd(*M);
    applyRange(Id, M->Cpu, RangeEvent::Detach, E.Rules);
  }
}

/// Calls on an entry in the middle would be taken for calls on a mapping that
/// begins there, so that a miss tells nothing any more.
void passOverList(Event &E, Reader &Entries) {
  passOver(E);
  forgetMappings(E.device());
  bool IsTable = (E.Call.flags & DMASAN_CALL_OBJECT_IS_SG_TABLE) != 0;
  for (size_t I = 0; IsTable || I < E.Call.count; ++I) {
    const dmasan_sg_entry *Entry = Entries.at(I);
    if (!Entry)
      return;
    passOver(E, spanOf(reinterpret_cast<uintptr_t>(Entry->cpu), Entry->length));
  }
}

/// The list's view of a call: entries count, sizes do not.
CallView listCall(Event &E) {
  CallView Call = E.view();
  Call.Api = listApi(E.Call);
  if (E.Call.flags & DMASAN_CALL_OBJECT_IS_SG_TABLE)
    Call.Count = 0; // the table knows
  return Call;
}

} // namespace

void onMapSg(Event &E) {
  CallView Call = listCall(E);
  Call.Size = 1; // zero entries are judged by their count
  Verdicts V;
  checkNewMapping(Call, V);
  accuseAll(E, V, 0);
  if (mapFailed(E.Call)) {
    noteFailure(E, uint64_t(int64_t(int32_t(E.Call.result))));
    return;
  }
  if (!E.device())
    return;
  bool IsTable = (E.Call.flags & DMASAN_CALL_OBJECT_IS_SG_TABLE) != 0;
  Reader Entries(E.Call), DmaEntries(E.Call);
  if (const dmasan_sg_entry *First = Entries.at(0);
      First && !isWatched(First->dma))
    return passOverList(E, Entries);
  Segments Dma(E, DmaEntries);
  MappingRef Head, Last;
  uint32_t Made = 0;
  for (size_t I = 0; IsTable || I < E.Call.count; ++I) {
    const dmasan_sg_entry *Entry = Entries.at(I);
    if (!Entry)
      break;
    if (Entry->length == 0)
      continue;
    NewMapping New{{}, 0, Entry->length};
    if (Entry->cpu)
      New.Cpu = spanOf(reinterpret_cast<uintptr_t>(Entry->cpu), Entry->length);
    if (!Dma.next(Entry->length, New.Dma))
      break;
    New.Object = E.Call.object;
    New.GroupHead = Head.id();
    MappingRef M = makeMapping(E, New);
    if (!M) {
      forgetList(E, Head);
      return;
    }
    ++Made;
    if (!Head)
      Head = MappingRef::share(M.id());
    else
      Last->GroupNext = M.id();
    Last = static_cast<MappingRef &&>(M);
  }
  if (!Head)
    return;
  Head->Count = IsTable ? Made : uint32_t(E.Call.count);
}

void onMapSgUntested(Event &E) {
  MappingQuery Query = E.query();
  if (!Query.Device || mapFailed(E.Call))
    return;
  if (MappingRef Named = findList(E, Query))
    mappingAt(Named->GroupHead).set(kMappingErrorVisible);
}

void onUnmapSg(Event &E) {
  MappingQuery Query = E.query();
  if (!Query.Device)
    return;
  MappingRef Named = findList(E, Query);
  if (!Named) {
    if (Query.Object)
      onUnmapMiss(E, Query);
    return;
  }
  MappingRef Head = MappingRef::share(Named->GroupHead);
  CallView Call = listCall(E);
  Verdicts V;
  checkUnmap(viewOf(*Head), Call, V);
  checkEntries(viewOf(*Head), Call, V);
  for (MappingId Id = Head.id(), Next; Id; Id = Next) {
    MappingRef M = MappingRef::share(Id);
    Next = M->GroupNext;
    endMapping(E, *M, Id);
  }
  accuseAll(E, V, Head.id());
}

void onSyncSg(Event &E) {
  bool ForCpu = E.Call.event == DMASAN_EVENT_SYNC_SG_FOR_CPU;
  MappingQuery Query = E.query();
  if (!Query.Device)
    return;
  MappingRef Named = findList(E, Query);
  if (!Named) {
    if (!Query.Object || forgetsMappings(Query.Device))
      return;
    Accusation A(Kind::SyncNotMapped);
    A.Dma = Query.Dma;
    MappingRef Dead = findTombstone(Query, false);
    A.Mapping = Dead.id();
    accuse(E, A);
    return;
  }
  MappingRef Head = MappingRef::share(Named->GroupHead);
  CallView Call = listCall(E);
  Call.Dma = Head->Dma;
  Call.Size = 1;
  Verdicts V;
  checkSync(viewOf(*Head), Call, V);
  checkEntries(viewOf(*Head), Call, V);
  accuseAll(E, V, Head.id());
  for (MappingId Id = Head.id(), Next; Id; Id = Next) {
    MappingRef M = MappingRef::share(Id);
    Next = M->GroupNext;
    if (!M->Cpu.empty())
      syncRange(E, M, M->Cpu, ForCpu);
  }
}

} // namespace dmasan
