// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An operation works on whole lines: too short is one that misses the last line
// of what it is meant for, and an invalidation of a line that holds more than
// its range destroys the rest.

#include "runtime/check/cache.h"

#include "runtime/check/lines.h"

namespace dmasan {

namespace {

// Without a mapping only the object tells what was meant; so little is missing
// that nobody wanted to leave it out.
constexpr uint64_t kSlip = 8;

bool checkShort(Span Bytes, Span Meant, uint64_t Slip, uint64_t HazardLine,
                Verdicts &Out) {
  uint64_t Reached = Bytes.widen(HazardLine).End;
  if (Meant.empty() || Bytes.Begin != Meant.Begin || Reached >= Meant.End ||
      Meant.End - Bytes.End >= Slip)
    return false;
  Verdict &V = Out.add(Kind::CacheOpShort, Meant.size(), Bytes.size());
  V.Address = Reached;
  V.Size = Meant.End - Reached;
  return true;
}

/// An operation that takes whole lines only: what of the bytes that were meant
/// lies on lines that it leaves out?
bool checkWholeLines(Span Bytes, Span Meant, uint64_t HazardLine,
                     Verdicts &Out) {
  Span Wanted = Meant.intersect(Bytes);
  Span Done = {alignUp(Bytes.Begin, HazardLine),
               alignDown(Bytes.End, HazardLine)};
  if (Wanted.empty() || (Done.Begin <= Wanted.Begin && Wanted.End <= Done.End))
    return false;
  Verdict &V = Out.add(Kind::CacheOpShort, Wanted.size(), Done.size());
  bool First = Done.Begin > Wanted.Begin;
  V.Address = First ? Wanted.Begin : Done.End;
  V.Size = (First ? minOf(Done.Begin, Wanted.End) : Wanted.End) - V.Address;
  return true;
}

void checkPartial(Span Bytes, const OriginInfo &Origin, uint64_t HazardLine,
                  bool ReportUnknown, Verdicts &Out) {
  Span Object = spanOf(Origin.Object.Begin, Origin.Object.Size);
  if (Object.empty() && !ReportUnknown)
    return;
  bool Alone = !ownBytes(Origin, HazardLine).empty();
  bool Before = !isAligned(Bytes.Begin, HazardLine) &&
                !(Alone && Bytes.Begin <= Object.Begin);
  bool After =
      !isAligned(Bytes.End, HazardLine) && !(Alone && Bytes.End >= Object.End);
  if (!Before && !After)
    return;
  Span Lines = Bytes.widen(HazardLine);
  Verdict &V = Out.add(Kind::CacheOpPartialLine, HazardLine, Bytes.size());
  V.Address = Before ? Lines.Begin : Bytes.End;
  V.Size = Before ? Bytes.Begin - Lines.Begin : Lines.End - Bytes.End;
}

} // namespace

void checkCacheOp(const CacheOpView &Op, const MappingView *Mapping,
                  const OriginInfo &Origin, uint64_t HazardLine,
                  bool ReportUnknown, Verdicts &Out) {
  bool Discards = Op.Op == CacheOp::Invalidate;
  if (Mapping && Discards && !deviceWrites(Mapping->Direction)) {
    Verdict &V = Out.add(Kind::CacheOpWrong);
    V.Address = Op.Bytes.Begin;
    V.Size = Op.Bytes.size();
    return;
  }
  Span Meant =
      Mapping ? Mapping->Cpu : spanOf(Origin.Object.Begin, Origin.Object.Size);
  if (Op.WholeLines) {
    checkWholeLines(Op.Bytes, Meant, HazardLine, Out);
    return; // what is left out does no harm to neighbours
  }
  if (checkShort(Op.Bytes, Meant, Mapping ? HazardLine : kSlip, HazardLine,
                 Out))
    return;
  if (Discards)
    checkPartial(Op.Bytes, Origin, HazardLine, ReportUnknown, Out);
}

} // namespace dmasan
