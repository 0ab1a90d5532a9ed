// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Masks are of the form 2^n - 1, but nothing here relies on it.

#include "runtime/check/addresses.h"

namespace dmasan {

void checkMask(const DeviceView &D, Span Dma, Verdicts &Out) {
  if (D.Mask == 0 || D.DefaultMask) {
    Verdict &V = Out.add(Kind::MaskUnset);
    // A bus gave a mask that works most of the time.
    if (D.DefaultMask)
      V.Sev = Severity::Style;
  }
  uint64_t Last = Dma.End - 1;
  uint64_t Reach = D.Mask ? D.Mask : ~uint64_t(0);
  if (D.BusMask)
    Reach = minOf(Reach, D.BusMask);
  if (Last > Reach)
    Out.add(Kind::MaskExceeded, Reach, Last);
}

void checkMaskChange(const DeviceView &D, uint64_t Old, uint64_t New,
                     Verdicts &Out) {
  // The mask of a bus is there to be replaced.
  if (Old && Old != New && !D.DefaultMask)
    Out.add(Kind::MaskChanged, Old, New);
}

void checkSegment(const DeviceView &D, Span Dma, Verdicts &Out) {
  if (D.MaxSegment && Dma.size() > D.MaxSegment)
    Out.add(Kind::SegmentTooLong, D.MaxSegment, Dma.size());
  uint64_t Boundary = D.BoundaryMask;
  if (Boundary && Boundary != ~uint64_t(0) &&
      (Dma.Begin & ~Boundary) != ((Dma.End - 1) & ~Boundary))
    Out.add(Kind::SegmentCrossesBoundary, Boundary, Dma.Begin);
}

} // namespace dmasan
