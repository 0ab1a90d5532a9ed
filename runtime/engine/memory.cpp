// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ordinary memory is allocated and freed. Nearly every one of these events is
// about memory that was never mapped and ends at a scan of its shadow.

#include "runtime/core/alias.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/options.h"
#include "shadow/aliases.h"

namespace dmasan {

namespace {

/// Of one event one mapping is told, unless nobody wants to hear of it.
void accuseOwner(Event &E, MappingRef &M, Kind What, Span Bytes, bool &Told) {
  Span Common = Bytes.intersect(M->Cpu);
  bool First = M->claim(kMappingFreed);
  applyRange(M.id(), Common, RangeEvent::Detach, E.Rules);
  if (!First || Told)
    return;
  Accusation A(What);
  A.Mapping = M.id();
  A.Address = Common.Begin;
  A.Size = Bytes.size();
  A.SecondStack = M->MapStack;
  Told = accuse(E, A);
}

/// Devices reach whole pages: is there anything mapped on this one, where the
/// new object begins or ends?
bool judgePage(Event &E, uint64_t Page, Span Object) {
  if (!rangeTrapped(uintptr_t(Page << kPageShift), kPageSize, 0xff))
    return false;
  MappingRef M = findOnPage(Page, E.Rules);
  if (!M)
    return false;
  Accusation A(Kind::AllocOnMappedPage);
  A.Mapping = M.id();
  A.Address = Object.Begin;
  A.Size = Object.size();
  A.SecondStack = M->MapStack;
  accuse(E, A);
  return true;
}

void judgePages(Event &E, Span Object) {
  uint64_t First = Object.Begin >> kPageShift;
  uint64_t Last = (Object.End - 1) >> kPageShift;
  if (!judgePage(E, First, Object) && Last != First)
    judgePage(E, Last, Object);
}

/// Memory comes or goes; ends what is known of it.
void changeHands(Event &E, Span Bytes, bool Free) {
  if (Bytes.empty() ||
      !rangeTrapped(uintptr_t(Bytes.Begin), uintptr_t(Bytes.size()), 0xff))
    return;
  // Every turn takes one mapping off the range; new ones can only come from
  // a thread that maps memory while it is being freed.
  constexpr unsigned kMaxTurns = 4096;
  bool Told = !Free && options().alloc_on_mapped == kAllocOff;
  for (unsigned I = 0; I != kMaxTurns; ++I) {
    MappingRef Live;
    if (!detachAll(Bytes, !Free, E.Rules, Live))
      return;
    accuseOwner(E, Live, Free ? Kind::FreeWhileMapped : Kind::AllocWhileMapped,
                Bytes, Told);
  }
}

/// Frees the memory behind second addresses with them (vfree). False: nothing
/// begins there.
bool freeAliased(Event &E, uint64_t Begin) {
  uint64_t Page = Begin >> kPageShift;
  for (; uint64_t Shift = aliasShift(Page); ++Page) {
    uint64_t Here = Page << kPageShift;
    changeHands(E, spanOf(Here - Shift, kPageSize), true);
    changeHands(E, spanOf(Here, kPageSize), true); // mapped under this address
    endAlias(Page, E.Rules);
  }
  return Page != Begin >> kPageShift;
}

/// Memory without a shadow (a kernel's coherent memory, where it is remapped)
/// is in no index by its address.
MappingRef searchAll(uint64_t Cpu) {
  MappingId Bound = mappingBound();
  for (MappingId Id = 1; Id < Bound; ++Id) {
    if (!retainIfLive(Id))
      continue;
    MappingRef M(Id);
    if (M->Cpu.contains(Cpu))
      return M;
  }
  return {};
}

} // namespace

MappingRef findByCpu(uint64_t Cpu, const ShadowRules &Rules) {
  MappingRef Found;
  if (!dmasan_port_has_shadow(Cpu))
    return searchAll(Cpu);
  PageView View(Cpu >> kPageShift, Rules);
  if (View.empty())
    return Found;
  unsigned Line = unsigned((Cpu - View.bytes().Begin) >> kLineShift);
  View.forEach(Line, [&](MappingId Id) {
    if (!Found && mappingAt(Id).live() && mappingAt(Id).Cpu.contains(Cpu))
      Found = MappingRef::share(Id);
  });
  return Found;
}

void onMemory(Event &E) {
  bool Free = E.Call.event == DMASAN_EVENT_MEMORY_FREE;
  uint64_t Cpu = E.cpu();
  if (!Cpu && !Free)
    Cpu = E.Call.result;
  if (!Cpu)
    return;
  if (Free && freeAliased(E, Cpu))
    return;
  uint64_t Size = E.Call.size;
  if (!Size)
    Size = originOf(Cpu, 1).Object.Size;
  changeHands(E, spanOf(Cpu, Size), Free);
  if (!Free && Size && options().alloc_on_mapped == kAllocPage)
    judgePages(E, spanOf(Cpu, Size));
}

} // namespace dmasan
