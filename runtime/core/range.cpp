// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walks pages and lines; the ownership table itself is in shadow/line_masks.h.

#include "runtime/core/range.h"

#include "runtime/base/apis.h"
#include "shadow/aliases.h"

namespace dmasan {

namespace {

void noteRun(Span &Run, Span Bytes) {
  if (Run.empty())
    Run = Bytes;
  else if (Run.End == Bytes.Begin)
    Run.End = Bytes.End;
}

/// Where what is wrong is noted.
Span &runOf(RangeOutcome &Out, RangeEvent Event) {
  return Event == RangeEvent::AliasSyncForDevice ? Out.Unflushed : Out.Wrong;
}

bool endsBytes(RangeEvent Event) {
  return Event == RangeEvent::Unmap || Event == RangeEvent::UnmapSkipSync ||
         Event == RangeEvent::Detach;
}

uint64_t countBits(uint64_t Mask) {
  return uint64_t(__builtin_popcountll(Mask));
}

void noteCpuOwned(RangeOutcome &Out, uint64_t First, uint64_t Bytes) {
  if (!Out.CpuOwned)
    Out.FirstCpuOwned = First;
  Out.CpuOwned += Bytes;
}

unsigned lineIn(const PageView &View, uint64_t Address) {
  return unsigned((Address - View.bytes().Begin) >> kLineShift);
}

/// What the event means for the lines of an alias.
RangeEvent throughAlias(RangeEvent Event) {
  switch (Event) {
  case RangeEvent::SyncForCpu:
  case RangeEvent::NeverWritten:
    return RangeEvent::AliasSyncForCpu;
  case RangeEvent::SyncForDevice:
    return RangeEvent::AliasSyncForDevice;
  case RangeEvent::Unmap:
    return RangeEvent::UnmapSkipSync;
  default:
    return Event;
  }
}

void noteWrong(RangeOutcome &Out, uint64_t Memory, uint64_t Mask,
               RangeEvent Event) {
  if (!Mask)
    return;
  uint64_t Begin = Memory + firstBit(Mask);
  noteRun(runOf(Out, Event), {Begin, Begin + firstRun(Mask)});
}

void noteOwners(RangeOutcome &Out, uint64_t LineBegin, uint64_t Selected,
                const LineMasks &Before, const Transition &T) {
  Out.Covered += countBits(Selected);
  Out.Redundant += countBits(T.Redundant);
  if (uint64_t Owned = Selected & Before.cpuClean())
    noteCpuOwned(Out, LineBegin + firstBit(Owned), countBits(Owned));
}

/// One event on some lines of a page. `Event` is what it means for them. Apart,
/// as is eachAlias(), so that a page that is alike needs no large frame.
[[gnu::noinline]] void applyLines(PageView &View, MappingId Id, Span Here,
                                  RangeEvent Event, uint64_t Shift,
                                  RangeOutcome &Out) {
  bool DeviceWrites = mappingAt(Id).DeviceWrites;
  unsigned First = lineIn(View, Here.Begin), Last = lineIn(View, Here.End - 1);
  bool Met = false, Left = !endsBytes(Event);
  for (unsigned Line = First; Line <= Last; ++Line) {
    LineMasks Before = View.load(Id, Line);
    if (!Before.Covered)
      continue;
    Met = true;
    uint64_t LineBegin = View.lineBegin(Line);
    uint64_t Selected = bitsOn(LineBegin, Here) & Before.Covered;
    Transition T = applyEvent(Before, Event, Selected, DeviceWrites);
    if (!(T.After == Before))
      View.store(Id, Line, T.After);
    Left |= T.After.Covered != 0;
    noteWrong(Out, LineBegin - Shift, T.Wrong, Event);
    if (!Shift)
      noteOwners(Out, LineBegin, Selected, Before, T);
  }
  if (!Met)
    return;
  if (!Left && !Here.contains(View.extent(Id).intersect(View.bytes())))
    Left = View.has(Id);
  View.tidy(Id, Left);
}

/// One event on all bytes of the mapping on a page, which are in one state.
void applyUniform(PageView &View, const Mapping &M, MappingId Id, Span All,
                  LineReason Before, RangeEvent Event, uint64_t Shift,
                  RangeOutcome &Out) {
  uint64_t Memory = All.Begin - Shift;
  const UniformStep &Step = kUniformSteps.at(Before, Event, M.DeviceWrites);
  if (Step.Wrong)
    noteRun(runOf(Out, Event), {Memory, Memory + All.size()});
  if (!Shift) { // of an alias only what went wrong counts
    Out.Covered += All.size();
    if (Step.Redundant)
      Out.Redundant += All.size();
    if (Step.CpuOwned)
      noteCpuOwned(Out, Memory, All.size());
  }
  if (Step.After != Before)
    View.storeUniform(Id, All, Step.After);
}

/// One event on the mapping's `Bytes` as seen through the page.
void applyHere(PageView &View, const Mapping &M, MappingId Id, Span Bytes,
               RangeEvent Event, RangeOutcome &Out) {
  Span Here = Bytes.intersect(View.bytes());
  if (Here.empty())
    return;
  uint64_t Shift = View.shift(M);
  if (Shift)
    Event = throughAlias(Event);
  Span All =
      Span{M.Cpu.Begin + Shift, M.Cpu.End + Shift}.intersect(View.bytes());
  if (Here.contains(All))
    if (LineReason State = View.uniform(Id, All); State != LineReason::Clean)
      return applyUniform(View, M, Id, All, State, Event, Shift, Out);
  applyLines(View, Id, Here, Event, Shift, Out);
}

void endStale(PageView &View, MappingId Id, Span Bytes) {
  RangeOutcome Nobody;
  applyPage(View, Id, Bytes, RangeEvent::Detach, Nobody);
}

template <typename Fn>
[[gnu::noinline]] void eachAlias(uint64_t Page, const ShadowRules &Rules,
                                 Fn Visit) {
  uint64_t Aliases[kMaxAliases];
  unsigned Count = aliasesOf(Page, Aliases);
  for (unsigned I = 0; I != Count; ++I) {
    PageView View(Aliases[I], Rules);
    // The alias may have ended, or begun to show another page, since.
    if ((View.bytes().Begin - View.shift()) >> kPageShift == Page)
      Visit(View);
  }
}

/// Visits the page itself and its aliases, one after the other.
template <typename Fn>
void eachAddress(uint64_t Page, const ShadowRules &Rules, Fn Visit) {
  {
    PageView View(Page, Rules);
    Visit(View);
  }
  if (anyAliases())
    eachAlias(Page, Rules, Visit);
}

PairView pairOf(const Mapping &New, const Mapping &Old, bool OldOwned) {
  return {New.Cpu,
          Old.Cpu,
          New.near(),
          Old.near(),
          New.Direction,
          Old.Direction,
          OldOwned,
          New.Device == Old.Device,
          New.GroupHead == Old.GroupHead,
          isListApi(New.Api) && isListApi(Old.Api),
          New.is(kMappingExempt) || Old.is(kMappingExempt)};
}

/// Ends stale bytes that the new mapping takes; keeps the worst conflict.
void meetOthers(PageView &View, MappingId Id, Partner *Beside) {
  const Mapping &New = mappingAt(Id);
  uint64_t Hazard = maxOf(View.rules().HazardLine, kLineSize);
  Span Wide = View.extent(Id).widen(Hazard).intersect(View.bytes());
  unsigned Last = lineIn(View, Wide.End - 1);
  for (unsigned Line = lineIn(View, Wide.Begin); Line <= Last; ++Line)
    View.forEach(Line, [&](MappingId OtherId) {
      Mapping &Other = mappingAt(OtherId);
      if (!Other.live()) {
        endStale(View, OtherId, View.extent(Id).intersect(View.bytes()));
        return;
      }
      if (!Beside)
        return;
      if (Other.Coherent) {
        if (!Beside->Coherent && New.Cpu.overlaps(Other.Cpu))
          Beside->Coherent = MappingRef::share(OtherId);
        return;
      }
      bool Owned = (View.load(OtherId, Line).Device &
                    bitsOn(View.lineBegin(Line), View.extent(Id))) != 0;
      PairRelation Relation =
          relate(pairOf(New, Other, Owned), View.rules().HazardLine);
      if (Relation > Beside->Relation) {
        Beside->Other = MappingRef::share(OtherId);
        Beside->Relation = Relation;
      }
    });
}

} // namespace

void applyPage(PageView &View, MappingId Id, Span Bytes, RangeEvent Event,
               RangeOutcome &Out) {
  const Mapping &M = mappingAt(Id);
  applyHere(View, M, Id, Bytes.intersect(View.extent(M)), Event, Out);
}

RangeOutcome applyRange(MappingId Id, Span Bytes, RangeEvent Event,
                        const ShadowRules &Rules) {
  RangeOutcome Out;
  const Mapping &M = mappingAt(Id);
  Bytes = Bytes.intersect(M.Cpu);
  if (Bytes.empty())
    return Out;
  uint64_t Last = (Bytes.End - 1) >> kPageShift;
  for (uint64_t Page = Bytes.Begin >> kPageShift; Page <= Last; ++Page) {
    eachAddress(Page, Rules, [&](PageView &View) {
      uint64_t Shift = View.shift(M);
      if (!View.empty())
        applyHere(View, M, Id, {Bytes.Begin + Shift, Bytes.End + Shift}, Event,
                  Out);
    });
  }
  return Out;
}

void attachRange(MappingId Id, LineReason State, const ShadowRules &Rules,
                 Partner *Beside) {
  Span Cpu = mappingAt(Id).Cpu;
  if (Cpu.empty())
    return;
  uint64_t Last = (Cpu.End - 1) >> kPageShift;
  for (uint64_t Page = Cpu.Begin >> kPageShift; Page <= Last; ++Page) {
    eachAddress(Page, Rules, [&](PageView &View) {
      if (!View.empty())
        meetOthers(View, Id, View.shift(Id) ? nullptr : Beside);
      View.attach(Id, State);
    });
  }
}

bool detachAll(Span Bytes, bool Comes, const ShadowRules &Rules,
               MappingRef &Live) {
  uint64_t Last = (Bytes.End - 1) >> kPageShift;
  for (uint64_t Page = Bytes.Begin >> kPageShift; Page <= Last; ++Page) {
    PageView View(Page, Rules);
    if (View.empty())
      continue;
    Span Here = Bytes.intersect(View.bytes());
    unsigned LastLine = lineIn(View, Here.End - 1);
    for (unsigned Line = lineIn(View, Here.Begin); Line <= LastLine; ++Line)
      View.forEach(Line, [&](MappingId Id) {
        if (!(bitsOn(View.lineBegin(Line), Bytes) &
              View.load(Id, Line).Covered) ||
            Live)
          return;
        const Mapping &M = mappingAt(Id);
        if (Comes && M.Cpu.contains(Bytes) && M.Cpu.size() > Bytes.size() &&
            M.live())
          return;
        if (M.live())
          Live = MappingRef::share(Id);
        else
          endStale(View, Id, Here);
      });
    if (Live)
      return true;
  }
  return false;
}

void endStaleBytes(Span Bytes, const ShadowRules &Rules) {
  uint64_t Last = (Bytes.End - 1) >> kPageShift;
  for (uint64_t Page = Bytes.Begin >> kPageShift; Page <= Last; ++Page)
    eachAddress(Page, Rules, [&](PageView &View) {
      uint64_t Shift = View.shift();
      Span Here =
          Span{Bytes.Begin + Shift, Bytes.End + Shift}.intersect(View.bytes());
      unsigned End = lineIn(View, Here.End - 1) + 1;
      for (unsigned Line = lineIn(View, Here.Begin);
           !View.empty() && Line != End; ++Line)
        View.forEach(Line, [&](MappingId Id) {
          if (!mappingAt(Id).live())
            endStale(View, Id, Here);
        });
    });
}

MappingRef findOnPage(uint64_t Page, const ShadowRules &Rules) {
  MappingRef Found;
  PageView View(Page, Rules);
  for (unsigned Line = 0; !View.empty() && !Found && Line != kLinesPerPage;
       ++Line)
    View.forEach(Line, [&](MappingId Id) {
      const Mapping &M = mappingAt(Id);
      if (!Found && M.live() && M.Api != DMASAN_API_DMA_BUF)
        Found = MappingRef::share(Id);
    });
  return Found;
}

} // namespace dmasan
