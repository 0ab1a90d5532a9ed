// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cleaning a shared line loses nothing, invalidating one does: only buffers
// that the device may write are judged, and whatever shares a line with them.

#include "runtime/check/lines.h"

namespace dmasan {

Span ownBytes(const OriginInfo &Origin, uint64_t HazardLine) {
  if (Origin.PaddedSize)
    return spanOf(Origin.Object.Begin, Origin.PaddedSize);
  Span Object = spanOf(Origin.Object.Begin, Origin.Object.Size);
  bool WholeLines =
      isAligned(Object.Begin, HazardLine) && isAligned(Object.End, HazardLine);
  return WholeLines ? Object : Span();
}

void checkAlignment(Span Cpu, const OriginInfo &Origin, uint64_t HazardLine,
                    bool ReportUnknown, Verdicts &Out) {
  bool Start = !isAligned(Cpu.Begin, HazardLine);
  bool End = !isAligned(Cpu.End, HazardLine);
  if (!Start && !End)
    return;
  Span Object = spanOf(Origin.Object.Begin, Origin.Object.Size);
  if (Object.empty()) {
    if (!ReportUnknown)
      return;
    Verdict &V = Out.add(
        Start ? Kind::MapMisalignedStart : Kind::MapMisalignedSize, HazardLine,
        Start ? Cpu.Begin % HazardLine : Cpu.End % HazardLine);
    V.Address = Start ? Cpu.Begin : Cpu.End;
    return;
  }
  // If it has them, only its own bytes beside the buffer can be on its lines.
  Span Own = ownBytes(Origin, HazardLine);
  bool Dedicated = !Own.empty();
  bool Before = Start && !(Dedicated && Cpu.Begin <= Object.Begin);
  bool After = End && !(Dedicated && Cpu.End >= Object.End);
  // A buffer that is only partly mapped: a short answer read into an allocation
  // of whole lines, or a receive buffer, which begins behind headroom of whole
  // lines where packets need it. Room behind them is told from members of a
  // structure when somebody stores there: that is cacheline-neighbor-write.
  bool WholeLines =
      Cpu.Begin == Object.Begin && isAligned(Object.size(), HazardLine);
  bool LongBuffer = Cpu.size() >= 4 * HazardLine;
  if (Dedicated && !Before && (WholeLines || LongBuffer))
    After = false;
  if (!Before && !After)
    return;
  Verdict &V = Out.add(Kind::CachelineSharedObject, HazardLine,
                       Before ? Cpu.Begin % HazardLine : Cpu.End % HazardLine);
  Span Line = Cpu.widen(HazardLine);
  if (Dedicated)
    Line = Line.intersect(Own);
  V.Address = Before ? Line.Begin : Cpu.End;
  V.Size = Before ? Cpu.Begin - Line.Begin : Line.End - Cpu.End;
}

void checkPartner(PairRelation Relation, Span New, Span Old,
                  uint64_t HazardLine, Verdicts &Out) {
  if (Relation == PairRelation::Fine)
    return;
  bool OnLine = Relation == PairRelation::SharedLine;
  Verdict &V = Out.add(OnLine ? Kind::CachelineSharedMappings
                              : Kind::OverlappingMappings);
  // Where one of them only reads, coherent caches make good what maintenance
  // breaks; two devices may take turns in a way that nobody sees here.
  if (Relation == PairRelation::Crossing)
    V.Sev = Severity::Portability;
  else if (Relation == PairRelation::Rivals)
    V.Sev = Severity::Style;
  Span Common = New.intersect(OnLine ? Old.widen(HazardLine) : Old);
  V.Address = Common.empty() ? New.Begin : Common.Begin;
  V.Size = Common.size();
}

} // namespace dmasan
