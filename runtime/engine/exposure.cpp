// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The search for another live object beside a mapping.

#include "runtime/engine/exposure.h"

#include "runtime/engine/accuse.h"
#include "runtime/engine/options.h"
#include "shadow/page_index.h"

namespace dmasan {

namespace {

/// Allocators align to this at least.
constexpr uint64_t kStep = 8;

/// The live object that has the byte, if it is another than the mapped one.
bool isOther(uint64_t Address, const OriginInfo &Mine, OriginInfo &Found) {
  Found = originOf(Address, 1);
  return Found.Kind == OriginKind::Heap && Found.Object.Size &&
         Found.Object.Begin != Mine.Object.Begin;
}

bool otherBehind(Span Bytes, const OriginInfo &Mine, OriginInfo &Found) {
  for (uint64_t At = alignUp(Bytes.Begin, kStep); At < Bytes.End; At += kStep)
    if (isOther(At, Mine, Found))
      return true;
  return false;
}

bool otherBefore(Span Bytes, const OriginInfo &Mine, OriginInfo &Found) {
  for (uint64_t At = Bytes.End; At >= Bytes.Begin + kStep;) {
    At -= kStep;
    if (isOther(At, Mine, Found))
      return true;
  }
  return false;
}

} // namespace

void judgeExposure(Event &E, const Mapping &M, MappingId Id,
                   const OriginInfo &Origin) {
  if (options().report_from < unsigned(Severity::Style) ||
      Origin.Kind != OriginKind::Heap || !Origin.Object.Size)
    return;
  Span Object = spanOf(Origin.Object.Begin, Origin.Object.Size);
  Span Pages = M.Cpu.widen(kPageSize);
  OriginInfo Found = {};
  if (!otherBehind({Object.End, Pages.End}, Origin, Found) &&
      !otherBefore({Pages.Begin, Object.Begin}, Origin, Found))
    return;
  Accusation A(Kind::SubpageExposure);
  A.Mapping = Id;
  A.Address = Found.Object.Begin;
  A.Size = Found.Object.Size;
  A.Origin = &Found;
  accuse(E, A);
}

} // namespace dmasan
