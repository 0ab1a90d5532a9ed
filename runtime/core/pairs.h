// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// When two live mappings get into each other's way. Pure; decided while the
// page's lock is held, so it lies below the checks that report it.

#pragma once

#include "runtime/base/bits.h"

namespace dmasan {

/// What two mappings have in common.
struct PairView {
  Span A, B;             // CPU bytes
  bool AWrites, BWrites; // the device may write
  bool SameDevice;
  bool SameList; // entries of one scatterlist
  bool Exempt;   // user pages, page cache
};

enum class PairRelation : uint8_t { Fine, SharedLine, Overlap };

constexpr PairRelation relate(const PairView &Pair, uint64_t HazardLine) {
  if (Pair.SameList || Pair.Exempt || (!Pair.AWrites && !Pair.BWrites))
    return PairRelation::Fine;
  if (Pair.A.overlaps(Pair.B))
    return Pair.AWrites && Pair.BWrites && Pair.SameDevice
               ? PairRelation::Overlap
               : PairRelation::Fine;
  return Pair.A.widen(HazardLine).overlaps(Pair.B.widen(HazardLine))
             ? PairRelation::SharedLine
             : PairRelation::Fine;
}

} // namespace dmasan
