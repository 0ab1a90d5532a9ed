// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cleaning a shared line loses nothing, invalidating one does: only buffers
// that the device may write are judged, and whatever shares a line with them.

#include "runtime/check/lines.h"

namespace dmasan {

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
  // The allocator keeps others off the lines of a dedicated object, and nobody
  // else has room on those of one that fills whole lines: only the object's own
  // bytes beside the buffer can be on its lines.
  bool Dedicated = Origin.Dedicated || (isAligned(Object.Begin, HazardLine) &&
                                        isAligned(Object.End, HazardLine));
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
