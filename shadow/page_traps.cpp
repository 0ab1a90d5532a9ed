// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which accesses of a line trap, from the state of every mapping on it and,
// when the hazard line is longer than 64 bytes or loads may fetch more than
// their own line, of the lines beside it.

#include "shadow/page_index.h"

namespace dmasan {

Span PageView::hazardOf(unsigned Line) const {
  return Span{lineBegin(Line), lineBegin(Line) + kLineSize}.widen(
      maxOf(Rules.HazardLine, kLineSize));
}

/// A prefetcher takes the next line, or the one before, and stays on its page.
Span PageView::fetchedWith(unsigned Line) const {
  Span Own = hazardOf(Line);
  return Span{Own.Begin - Own.size(), Own.End + Own.size()}.intersect(bytes());
}

/// Whether a device owns, and may write, another one of the lines through a
/// mapping that leaves bytes of this line alone.
bool PageView::ownedBeside(unsigned Line, Span Lines) const {
  unsigned First = unsigned((Lines.Begin - PageBegin) >> kLineShift);
  unsigned Count = unsigned(Lines.size() >> kLineShift);
  bool Owned = false;
  for (unsigned L = First; L != First + Count && !Owned; ++L)
    if (L != Line)
      forEach(L, [&](PartyId Id) {
        Owned |= party(Id).DeviceWrites && load(Id, L).Device != 0 &&
                 natural(Id, Line) != ~uint64_t(0);
      });
  return Owned;
}

void PageView::refresh(unsigned Line) {
  uint8_t Traps = 0;
  unsigned Parties = 0;
  LineReason Reason = LineReason::Clean;
  forEach(Line, [&](PartyId Id) {
    const Party &P = party(Id);
    LineMasks Masks = load(Id, Line);
    Reason = uniformReason(Masks, P.DeviceWrites, P.Coherent);
    if (Masks.Covered != natural(Id, Line))
      Reason = LineReason::Mixed;
    Traps |= P.Coherent ? Rules.CoherentTraps : trapsOf(Masks, P.DeviceWrites);
    ++Parties;
  });
  if (Parties > 1 || (Entry && Entry->table() && *slot(Line) >> 31))
    Reason = LineReason::Mixed;
  uint8_t Beside = 0;
  if (Rules.HazardLine > kLineSize && ownedBeside(Line, hazardOf(Line)))
    Beside |= kStoreTrap;
  if (Rules.Speculation && ownedBeside(Line, fetchedWith(Line)))
    Beside |= kLoadTrap;
  Traps |= Beside;
  if (Beside && Parties == 0)
    Reason = LineReason::Mixed;
  setShadow(Line, ShadowByte(Reason, Traps));
}

void PageView::refreshNeighbours(PartyId Id, unsigned Line) {
  Span Hazard = Rules.Speculation ? fetchedWith(Line) : hazardOf(Line);
  if (extent(Id).contains(Hazard))
    return;
  unsigned First = unsigned((Hazard.Begin - PageBegin) >> kLineShift);
  unsigned Count = unsigned(Hazard.size() >> kLineShift);
  for (unsigned L = First; L != First + Count; ++L)
    refresh(L);
}

} // namespace dmasan
