// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// When two live mappings get into each other's way. Pure; decided while the
// page's lock is held, so it lies below the checks that report it.

#pragma once

#include "dmasan/interface.h"
#include "runtime/base/bits.h"

namespace dmasan {

/// What a new mapping and an older one have in common.
struct PairView {
  Span New, Old;          // CPU bytes
  Span NearNew, NearOld;  // ... and what may be on their lines
  uint8_t NewDir, OldDir; // enum dmasan_direction
  bool OldOwned;          // the device owns bytes of the older one that the new
                          // one takes
  bool SameDevice;
  bool SameList; // entries of one scatterlist
  bool TwoLists; // entries of two
  bool Exempt;   // user pages, page cache
};

/// The worse, the higher.
enum class PairRelation : uint8_t {
  Fine,
  Rivals,     // two devices are each to fill the same bytes
  SharedLine, // no common byte, but a common cache line
  Crossing,   // one device is to read bytes and to write them, not in place
  Overlap,    // one device is to write bytes through both
};

constexpr PairRelation relate(const PairView &Pair, uint64_t HazardLine) {
  bool NewWrites = Pair.NewDir != DMASAN_TO_DEVICE;
  bool OldWrites = Pair.OldDir != DMASAN_TO_DEVICE;
  if (Pair.SameList || Pair.Exempt || (!NewWrites && !OldWrites))
    return PairRelation::Fine;
  if (!Pair.New.overlaps(Pair.Old)) {
    bool OnLine =
        Pair.New.widen(HazardLine).overlaps(Pair.Old.widen(HazardLine));
    // This machine's allocator may put two padded objects on one line: machines
    // that need lines of their own have another padding.
    bool Near =
        Pair.NearNew.overlaps(Pair.Old) && Pair.NearOld.overlaps(Pair.New);
    return OnLine && Near ? PairRelation::SharedLine : PairRelation::Fine;
  }
  if (!Pair.SameDevice)
    return Pair.OldOwned && Pair.NewDir == DMASAN_FROM_DEVICE &&
                   Pair.OldDir == DMASAN_FROM_DEVICE
               ? PairRelation::Rivals
               : PairRelation::Fine;
  if (NewWrites && OldWrites)
    return PairRelation::Overlap;
  // In place: lists may cut the same bytes into different pieces.
  bool InPlace = Pair.TwoLists || Pair.New.Begin == Pair.Old.Begin;
  return InPlace || !Pair.OldOwned ? PairRelation::Fine
                                   : PairRelation::Crossing;
}

} // namespace dmasan
