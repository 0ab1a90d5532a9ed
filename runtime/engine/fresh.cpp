// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The filling, and the search for what is left of it.

#include "runtime/engine/fresh.h"

#include "runtime/engine/accuse.h"
#include "runtime/engine/options.h"

namespace dmasan {

namespace {

/// One byte equals its pattern by chance once in 254 times, so many in a row
/// once in 2^32. Then the bytes beside a run may be taken for a part of it:
/// never 0 and 0xff, which are what most fields hold.
constexpr uint64_t kShortest = 4;

uint8_t patternAt(uint64_t Address) {
  uint64_t Byte = mixHash(Address ^ 0x5bd1e995f3a7c921u) >> 56;
  return uint8_t(1 + Byte * 254 / 256);
}

bool isFresh(uint64_t Address) {
  return *reinterpret_cast<const volatile uint8_t *>(Address) ==
         patternAt(Address);
}

/// The first run of bytes that nobody wrote.
Span firstFresh(Span Bytes) {
  Span Run = {Bytes.Begin, Bytes.Begin};
  for (; Run.End != Bytes.End; ++Run.End) {
    if (isFresh(Run.End))
      continue;
    if (Run.size() >= kShortest)
      return Run;
    Run.Begin = Run.End + 1;
  }
  return Run.size() >= kShortest ? Run : Span();
}

} // namespace

void judgeUnwritten(Event &E, const Mapping &M, MappingId Id, Span Cpu,
                    const OriginInfo &Origin) {
  if (!options().detect_uninitialized || !deviceReads(M.Direction) ||
      (Origin.Kind != OriginKind::Heap && Origin.Kind != OriginKind::Pages))
    return;
  if (Origin.Object.Size)
    Cpu = Cpu.intersect(spanOf(Origin.Object.Begin, Origin.Object.Size));
  Span Run = Cpu.empty() ? Span() : firstFresh(Cpu);
  // A buffer that goes both ways and holds nothing yet waits for the device.
  if (Run.empty() || (deviceWrites(M.Direction) && Run.contains(Cpu)))
    return;
  Accusation A(Kind::UninitializedToDevice);
  A.Mapping = Id;
  A.Address = Run.Begin;
  A.Size = Run.size();
  A.Origin = &Origin;
  accuse(E, A);
}

} // namespace dmasan

extern "C" void dmasan_fill_uninitialized(void *Memory, size_t Size) {
  if (!dmasan::options().detect_uninitialized)
    return;
  auto Begin = reinterpret_cast<uintptr_t>(Memory);
  for (uintptr_t At = Begin; At != Begin + Size; ++At)
    *reinterpret_cast<volatile uint8_t *>(At) = dmasan::patternAt(At);
}
