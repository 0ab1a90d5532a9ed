// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A CPU access against everything that is mapped on its lines.

#include "runtime/core/range.h"

#include "dmasan/interface.h"

namespace dmasan {

namespace {

using Fault = AccessOutcome::Fault;

void accuse(AccessOutcome &Out, Fault What, MappingId Id, uint64_t LineBegin,
            uint64_t Mask, uint64_t Shift) {
  uint64_t Begin = LineBegin + firstBit(Mask);
  uint64_t End = Begin + firstRun(Mask);
  // What is wrong with the shared buffer comes before what follows from it.
  bool Shared = mappingAt(Id).Api == DMASAN_API_DMA_BUF;
  if (!Out.faulty() || (Shared && Out.Accused->Api != DMASAN_API_DMA_BUF)) {
    Out.What = What;
    Out.Accused = MappingRef::share(Id);
    Out.Bytes = {Begin, End};
    Out.Shift = Shift;
  } else if (Out.What == What && Out.Accused.id() == Id &&
             Out.Bytes.End == Begin) {
    Out.Bytes.End = End;
  }
}

void noteWrite(AccessOutcome &Out, MappingId Id, uint64_t LineBegin,
               uint64_t Mask) {
  Span Bytes = {LineBegin + firstBit(Mask),
                LineBegin + 64 - unsigned(__builtin_clzll(Mask))};
  for (unsigned I = 0; I != Out.WriteCount; ++I)
    if (Out.Writes[I].Into.id() == Id) {
      Out.Writes[I].Bytes.End = Bytes.End;
      return;
    }
  if (Out.WriteCount != AccessOutcome::kMaxWrites) {
    Out.Writes[Out.WriteCount].Into = MappingRef::share(Id);
    Out.Writes[Out.WriteCount++].Bytes = Bytes;
  }
}

class PageAccess {
public:
  PageAccess(PageView &View, Span Bytes, bool Store, bool Commit,
             AccessOutcome &Out)
      : View(View), Bytes(Bytes.intersect(View.bytes())), Store(Store),
        Commit(Commit), Out(Out) {}

  void run() {
    unsigned First = lineOf(Bytes.Begin), Last = lineOf(Bytes.End - 1);
    for (unsigned Line = First; Line <= Last; ++Line)
      View.forEach(Line, [&](MappingId Id) { onMapping(Line, Id); });
    if (Store && !Out.faulty())
      findNeighbour();
    if (!Store && !Out.faulty() && View.rules().Speculation)
      findFetched();
  }

private:
  unsigned lineOf(uint64_t Address) const {
    return unsigned((Address - View.bytes().Begin) >> kLineShift);
  }

  void onMapping(unsigned Line, MappingId Id) {
    uint64_t LineBegin = View.lineBegin(Line);
    LineMasks Before = View.load(Id, Line);
    uint64_t Bits = bitsOn(LineBegin, Bytes) & Before.Covered;
    const Mapping &M = mappingAt(Id);
    if (!Bits)
      return;
    if (M.Coherent) {
      if (!Out.Coherent)
        Out.Coherent = MappingRef::share(Id);
      return;
    }
    Transition T =
        applyEvent(Before, Store ? RangeEvent::CpuStore : RangeEvent::CpuLoad,
                   Bits, M.DeviceWrites);
    if (uint64_t Stale = Bits & Before.Stale; Stale && M.live()) {
      // An alias, or what no device wrote: the mapping goes on.
      T.After.Covered |= Stale;
      T.After.Written |= Store ? Stale : 0;
    }
    // Old lines of uncached memory are written back over what is stored now.
    uint64_t Stale = T.WrongStale;
    if (M.is(kMappingUncached))
      Stale |= Bits & Before.Stale;
    if (Stale)
      accuse(Out, View.shift(Id) ? Fault::StaleAlias : Fault::Stale, Id,
             LineBegin, Stale, View.shift(Id));
    else if (T.Wrong)
      accuse(Out, Fault::DeviceOwned, Id, LineBegin, T.Wrong, View.shift(Id));
    if (T.FirstWrite && Commit)
      noteWrite(Out, Id, LineBegin - View.shift(Id), T.FirstWrite);
    if (!Commit || T.After == Before)
      return;
    View.store(Id, Line, T.After);
    if (T.After.Covered == 0 && !View.has(Id))
      View.tidy(Id, false);
  }

  /// A store that leaves the device's bytes alone and dirties their line.
  void findNeighbour() {
    uint64_t Hazard = View.rules().HazardLine;
    for (uint64_t At = alignDown(Bytes.Begin, Hazard); At < Bytes.End;
         At += Hazard)
      neighbourOf({At, At + Hazard});
  }
  void neighbourOf(Span HazardLine) {
    Span Touched = Bytes.intersect(HazardLine);
    unsigned Last = lineOf(HazardLine.End - 1);
    for (unsigned Line = lineOf(HazardLine.Begin); Line <= Last; ++Line)
      View.forEach(Line, [&](MappingId Id) {
        const Mapping &M = mappingAt(Id);
        uint64_t Owned = View.load(Id, Line).Device &
                         bitsOn(View.lineBegin(Line), HazardLine);
        if (!M.DeviceWrites || M.Api == DMASAN_API_DMA_BUF || !Owned ||
            Out.faulty())
          return;
        uint64_t Shift = View.shift(Id);
        Span Mine = View.extent(Id), Near = M.near();
        Span Beside = Touched.intersect({Near.Begin + Shift, Near.End + Shift});
        if (Beside.empty() || Mine.contains(Beside))
          return;
        Out.What = Fault::Neighbour;
        Out.Accused = MappingRef::share(Id);
        Out.Shift = Shift;
        uint64_t Begin = Mine.contains(Beside.Begin) ? Mine.End : Beside.Begin;
        Out.Bytes = {Begin, Begin < Mine.Begin ? minOf(Beside.End, Mine.Begin)
                                               : Beside.End};
      });
  }

  /// A load of other memory that may fetch a line of the device's with it.
  void findFetched() {
    uint64_t Fetched = maxOf(View.rules().HazardLine, kLineSize);
    Span Wide = Bytes.widen(Fetched);
    Wide =
        Span{Wide.Begin - Fetched, Wide.End + Fetched}.intersect(View.bytes());
    unsigned Last = lineOf(Wide.End - 1);
    for (unsigned Line = lineOf(Wide.Begin); Line <= Last; ++Line)
      View.forEach(Line, [&](MappingId Id) {
        const Mapping &M = mappingAt(Id);
        if (Out.faulty() || !M.DeviceWrites || M.Api == DMASAN_API_DMA_BUF ||
            !View.load(Id, Line).Device || View.extent(Id).overlaps(Bytes))
          return;
        Out.What = Fault::Speculation;
        Out.Accused = MappingRef::share(Id);
        Out.Bytes = Bytes;
        Out.Shift = View.shift(Id);
      });
  }

  PageView &View;
  const Span Bytes;
  const bool Store, Commit;
  AccessOutcome &Out;
};

} // namespace

void applyAccess(Span Bytes, bool Store, bool Commit, const ShadowRules &Rules,
                 AccessOutcome &Out) {
  uint64_t Last = (Bytes.End - 1) >> kPageShift;
  for (uint64_t Page = Bytes.Begin >> kPageShift; Page <= Last; ++Page) {
    Span Here = Bytes.intersect(spanOf(Page << kPageShift, kPageSize));
    if (!rangeTrapped(uintptr_t(Here.Begin), uintptr_t(Here.size()),
                      Store ? kStoreTrap : kLoadTrap))
      continue;
    PageView View(Page, Rules);
    if (!View.empty())
      PageAccess(View, Bytes, Store, Commit, Out).run();
  }
}

} // namespace dmasan
