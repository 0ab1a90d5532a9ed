// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Page by page; the page of the alias and that of the memory are never locked
// together.

#include "runtime/core/alias.h"

#include "runtime/core/range.h"

namespace dmasan {

namespace {

constexpr unsigned kMaxHeld = 32; // mappings beyond stay as they are

/// The mappings of a page or of a line, each held by a reference.
struct Parties {
  MappingRef Refs[kMaxHeld];
  unsigned Count = 0;

  void add(MappingId Id) {
    for (unsigned I = 0; I != Count; ++I)
      if (Refs[I].id() == Id)
        return;
    if (Count != kMaxHeld)
      Refs[Count++] = MappingRef::share(Id);
  }
};

void copyParty(uint64_t Alias, uint64_t Memory, const MappingRef &M,
               const ShadowRules &Rules) {
  MappingId Id = M.id();
  {
    PageView View(Alias, Rules);
    if (View.has(Id))
      return;
    View.attach(Id, M->Coherent ? LineReason::Coherent : LineReason::CpuClean);
  }
  constexpr unsigned kStep = 8; // stacks are small
  for (unsigned First = 0; First != kLinesPerPage; First += kStep) {
    LineMasks Now[kStep];
    {
      PageView View(Memory, Rules);
      for (unsigned I = 0; I != kStep; ++I)
        Now[I] = View.load(Id, First + I);
    }
    PageView View(Alias, Rules);
    for (unsigned I = 0; I != kStep; ++I)
      if (View.load(Id, First + I).Covered)
        View.store(Id, First + I, Now[I]);
  }
  PageView View(Alias, Rules);
  RangeOutcome Nobody;
  // Retired before its bytes end: whoever ended it has seen the alias, or this
  // sees that it is over.
  if (!M->live())
    applyPage(View, Id, View.bytes(), RangeEvent::Detach, Nobody);
  else if (View.has(Id))
    View.tidy(Id, true);
}

template <typename Fn> void eachPage(Span Bytes, Fn Visit) {
  for (uint64_t Page = Bytes.Begin >> kPageShift;
       Page << kPageShift < Bytes.End; ++Page)
    Visit(Page);
}

/// Returns the mappings whose bytes were flushed, and which bytes of the line.
Parties flushLine(uint64_t Page, unsigned Line, Span Bytes,
                  const ShadowRules &Rules, uint64_t *Flushed) {
  Parties Found;
  PageView View(Page, Rules);
  View.forEach(Line, [&](MappingId Id) {
    LineMasks Before = View.load(Id, Line);
    Transition T = applyEvent(Before, RangeEvent::AliasFlush,
                              bitsOn(View.lineBegin(Line), Bytes),
                              mappingAt(Id).DeviceWrites);
    if (!T.Flushed)
      return;
    View.store(Id, Line, T.After);
    Flushed[Found.Count] = T.Flushed;
    Found.add(Id);
  });
  return Found;
}

} // namespace

void beginAlias(uint64_t Alias, uint64_t Memory, AliasLines Lines,
                const ShadowRules &Rules) {
  endAlias(Alias, Rules);
  addAlias(Alias, Memory, Lines);
  Parties Mapped;
  {
    PageView View(Memory, Rules);
    for (unsigned Line = 0; Line != kLinesPerPage && !View.empty(); ++Line)
      View.forEach(Line, [&](MappingId Id) { Mapped.add(Id); });
  }
  for (unsigned I = 0; I != Mapped.Count; ++I)
    copyParty(Alias, Memory, Mapped.Refs[I], Rules);
}

bool endAlias(uint64_t Alias, const ShadowRules &Rules) {
  if (!aliasShift(Alias))
    return false;
  {
    PageView View(Alias, Rules);
    RangeOutcome Nobody;
    for (unsigned Line = 0; Line != kLinesPerPage; ++Line)
      View.forEach(Line, [&](MappingId Id) {
        applyPage(View, Id, View.bytes(), RangeEvent::Detach, Nobody);
      });
  }
  return removeAlias(Alias);
}

void flushAlias(Span Bytes, const ShadowRules &Rules) {
  Bytes = Bytes.widen(Rules.HazardLine);
  eachPage(Bytes, [&](uint64_t Page) {
    uint64_t Shift = aliasShift(Page);
    if (!Shift)
      return;
    for (unsigned Line = 0; Line != kLinesPerPage; ++Line) {
      uint64_t Flushed[kMaxHeld];
      Parties Written = flushLine(Page, Line, Bytes, Rules, Flushed);
      if (!Written.Count)
        continue;
      PageView View(((Page << kPageShift) - Shift) >> kPageShift, Rules);
      for (unsigned I = 0; I != Written.Count; ++I) {
        MappingId Id = Written.Refs[I].id();
        Transition T = applyEvent(View.load(Id, Line), RangeEvent::CpuStore,
                                  Flushed[I], Written.Refs[I]->DeviceWrites);
        if (T.FirstWrite)
          View.store(Id, Line, T.After);
      }
    }
  });
}

void invalidateAlias(Span Bytes, const ShadowRules &Rules) {
  Bytes = Bytes.widen(Rules.HazardLine);
  eachPage(Bytes, [&](uint64_t Page) {
    if (!aliasShift(Page))
      return;
    PageView View(Page, Rules);
    RangeOutcome Nobody;
    for (unsigned Line = 0; Line != kLinesPerPage; ++Line)
      View.forEach(Line, [&](MappingId Id) {
        Span Here = spanOf(View.lineBegin(Line), kLineSize).intersect(Bytes);
        applyPage(View, Id, Here,
                  mappingAt(Id).live() ? RangeEvent::AliasInvalidate
                                       : RangeEvent::Detach,
                  Nobody);
      });
  });
}

} // namespace dmasan
