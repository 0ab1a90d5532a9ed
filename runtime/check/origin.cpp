// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One verdict from the kind of memory and the bounds of its object.

#include "runtime/check/origin.h"

namespace dmasan {

void checkOrigin(const OriginInfo &Origin, Span Cpu, uint32_t Api,
                 Verdicts &Out) {
  switch (Origin.Kind) {
  case OriginKind::Stack:
    Out.add(Kind::MapStack);
    return;
  case OriginKind::Vmalloc:
  case OriginKind::Alias:
    // A page of it is fine if it was translated page by page.
    if ((Api != DMASAN_API_PAGE && Api != DMASAN_API_SG) || Origin.Untranslated)
      Out.add(Kind::MapVmalloc);
    return;
  case OriginKind::Text:
    Out.add(Kind::MapText);
    return;
  case OriginKind::Rodata:
    Out.add(Kind::MapRodata);
    return;
  case OriginKind::Freed:
    Out.add(Kind::MapFreed);
    return;
  case OriginKind::User:
    if ((Api != DMASAN_API_PAGE && Api != DMASAN_API_SG) || Origin.Unpinned)
      Out.add(Kind::MapUser);
    return;
  case OriginKind::Invalid:
    Out.add(Kind::MapInvalid);
    return;
  case OriginKind::Heap:
  case OriginKind::Data: {
    Span Object = spanOf(Origin.Object.Begin, Origin.Object.Size);
    if (Object.empty() || Cpu.End <= Object.End)
      return;
    Verdict &V =
        Out.add(Kind::MapPastObject, Object.End - Cpu.Begin, Cpu.size());
    V.Address = Object.End;
    V.Size = Cpu.End - Object.End;
    return;
  }
  case OriginKind::Unknown:
  case OriginKind::Device:
  case OriginKind::Pages:
    return;
  }
}

void checkOntoCoherent(uint32_t Api, bool SameDevice, Verdicts &Out) {
  // Pages of it may be shared with other devices, one by one.
  if (Api == DMASAN_API_SINGLE || (Api == DMASAN_API_PAGE && SameDevice))
    Out.add(Kind::MapCoherent);
}

void checkAlias(const OriginInfo &Origin, uint32_t Direction, Verdicts &Out) {
  if (Out.empty() && Origin.AliasDirty && deviceReads(Direction))
    Out.add(Kind::AliasNotFlushed).Address = Origin.AliasDirty;
}

void checkResource(const OriginInfo &Origin, Verdicts &Out) {
  if (Origin.Kind != OriginKind::Unknown && Origin.Kind != OriginKind::Device &&
      Origin.Kind != OriginKind::Invalid)
    Out.add(Kind::MapResourceOnRam);
}

} // namespace dmasan
