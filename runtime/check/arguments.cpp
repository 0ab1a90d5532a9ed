// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Comparison of what was given to map with what is given to its counterparts.

#include "runtime/check/arguments.h"

namespace dmasan {

namespace {

bool pageOrSingle(uint32_t Api) {
  return Api == DMASAN_API_SINGLE || Api == DMASAN_API_PAGE;
}

void checkApi(const MappingView &M, const CallView &Call, Verdicts &Out) {
  if (M.Api == Call.Api)
    return;
  Verdict &V = Out.add(Kind::UnmapApiMismatch, M.Api, Call.Api);
  // The two are one function today, under two names.
  if (pageOrSingle(M.Api) && pageOrSingle(Call.Api))
    V.Sev = Severity::Style;
}

void checkAttrs(const MappingView &M, const CallView &Call, Verdicts &Out) {
  // Whether to sync is decided anew at each call.
  uint64_t Compared = ~DMASAN_ATTR_SKIP_CPU_SYNC;
  if ((M.Attrs & Compared) != (Call.Attrs & Compared))
    Out.add(Kind::UnmapAttrsMismatch, M.Attrs, Call.Attrs);
}

} // namespace

void checkNewMapping(const CallView &Call, Verdicts &Out) {
  if (!isCoherentApi(Call.Api) && !isValidDirection(Call.Direction))
    Out.add(Kind::InvalidDirection, DMASAN_BIDIRECTIONAL, Call.Direction);
  if (Call.Size == 0)
    Out.add(Kind::ZeroSize, 1, 0);
  else if (Call.Cpu && Call.Cpu + (Call.Size - 1) < Call.Cpu)
    Out.add(Kind::MapInvalid, ~Call.Cpu, Call.Size).Address = Call.Cpu; // wraps
  else if (!Call.Cpu && Call.Api == DMASAN_API_SINGLE)
    Out.add(Kind::MapInvalid); // NULL
}

void checkUnmap(const MappingView &M, const CallView &Call, Verdicts &Out) {
  checkApi(M, Call, Out);
  if (!isListApi(M.Api) && M.Size != Call.Size)
    Out.add(Kind::UnmapSizeMismatch, M.Size, Call.Size);
  if (!isValidDirection(Call.Direction))
    Out.add(Kind::InvalidDirection, M.Direction, Call.Direction);
  else if (!M.Coherent && M.Direction != Call.Direction)
    Out.add(Kind::UnmapDirectionMismatch, M.Direction, Call.Direction);
  checkAttrs(M, Call, Out);
  if (M.ErrorUnchecked)
    Out.add(Kind::MappingErrorUnchecked);
}

void checkFree(const MappingView &M, const CallView &Call, Verdicts &Out) {
  if (M.Api != Call.Api) {
    checkApi(M, Call, Out);
    return;
  }
  // Not the other way round: the host itself frees managed memory so.
  if (Call.Managed && !M.Managed)
    Out.add(Kind::UnmapApiMismatch, M.Api, DMASAN_API_MANAGED);
  if (M.Size != Call.Size)
    Out.add(Kind::CoherentFreeMismatch, M.Size, Call.Size);
  else if (Call.Cpu && M.Cpu.Begin != Call.Cpu)
    Out.add(Kind::CoherentFreeMismatch, M.Cpu.Begin, Call.Cpu);
  else if (M.Dma != Call.Dma)
    Out.add(Kind::CoherentFreeMismatch, M.Dma, Call.Dma);
  if (!M.Coherent && M.Direction != Call.Direction)
    Out.add(Kind::UnmapDirectionMismatch, M.Direction, Call.Direction);
  checkAttrs(M, Call, Out);
}

void checkSync(const MappingView &M, const CallView &Call, Verdicts &Out) {
  if (M.Coherent) {
    Out.add(Kind::RedundantSync);
    return;
  }
  if (!M.dma().contains(Call.dma())) {
    Verdict &V =
        Out.add(Kind::SyncOutOfRange, M.dma().End - Call.Dma, Call.Size);
    V.Address = M.Cpu.End;
    V.Size = Call.dma().End - M.dma().End;
  }
  if (!isValidDirection(Call.Direction))
    Out.add(Kind::InvalidDirection, M.Direction, Call.Direction);
  else if (M.Direction != DMASAN_BIDIRECTIONAL && M.Direction != Call.Direction)
    Out.add(Kind::SyncDirectionMismatch, M.Direction, Call.Direction);
  if (M.ErrorUnchecked)
    Out.add(Kind::MappingErrorUnchecked);
}

uint64_t checkSubBuffers(const MappingView &M, const CallView &Call,
                         Verdicts &Out) {
  uint64_t Begin = Call.Dma - M.Dma, End = Begin + Call.Size;
  if (!M.SubSize || !M.dma().contains(Call.dma()))
    return Call.Size;
  uint64_t Own = (Begin / M.SubSize + 1) * M.SubSize; // ends here
  bool Whole =
      Begin % M.SubSize == 0 && (End % M.SubSize == 0 || End == M.Size);
  if (End <= Own || Whole)
    return Call.Size;
  Verdict &V = Out.add(Kind::SyncCrossesBuffers, M.SubSize, Call.Size);
  V.Address = M.Cpu.empty() ? 0 : M.Cpu.Begin + Own;
  V.Size = End - Own;
  return Own - Begin;
}

void checkEntries(const MappingView &Head, const CallView &Call,
                  Verdicts &Out) {
  if (Call.Count && Head.Count != Call.Count)
    Out.add(Kind::SgNentsMismatch, Head.Count, Call.Count);
  else if (Call.Count && Call.CountIsResult)
    Out.add(Kind::SgReturnedNents, Head.Count, Call.Count);
}

} // namespace dmasan
