// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A ring of packed hand-overs.

#include "runtime/core/history.h"

#include "runtime/base/bits.h"

namespace dmasan {

namespace {

uint32_t saturate(uint64_t Value) {
  return uint32_t(minOf(Value, ~uint32_t(0)));
}

/// The latest value that is not after Now and has these low 32 bits.
uint64_t complete(uint64_t Now, uint32_t Low) {
  return Now - uint32_t(uint32_t(Now) - Low);
}

} // namespace

void History::push(const Handover &H) {
  Kinds[Next] = H.Kind;
  Entries[Next] = {uint32_t(H.Sequence), saturate(H.Offset), saturate(H.Size),
                   H.Thread, H.Stack};
  Next = uint8_t((Next + 1) % kHistoryLength);
}

bool History::extendWrite(uint64_t Offset, uint64_t Size) {
  constexpr unsigned kMaxWrites = 2; // the rest of the history is for calls
  unsigned Writes = 0;
  for (unsigned I = 0; I != kHistoryLength; ++I) {
    unsigned At = (Next + 2 * kHistoryLength - 1 - I) % kHistoryLength;
    if (Kinds[At] != HandoverKind::CpuWrite)
      break;
    ++Writes;
  }
  if (Writes == 0)
    return false;
  Entry &E = Entries[newest()];
  uint64_t End = uint64_t(E.Offset) + E.Size;
  bool Touches = Offset <= End && Offset + Size >= E.Offset;
  if (!Touches && Writes < kMaxWrites)
    return false;
  uint64_t Begin = minOf(E.Offset, Offset);
  E.Size = saturate(maxOf(End, Offset + Size) - Begin);
  E.Offset = saturate(Begin);
  return true;
}

void History::expand(uint64_t NowSequence,
                     Handover (&Out)[kHistoryLength]) const {
  unsigned Used = 0;
  for (unsigned I = 0; I != kHistoryLength; ++I) {
    unsigned At = (Next + I) % kHistoryLength;
    if (Kinds[At] == HandoverKind::None)
      continue;
    const Entry &E = Entries[At];
    Out[Used++] = {Kinds[At], E.Thread, complete(NowSequence, E.Sequence),
                   E.Offset,  E.Size,   E.Stack};
  }
  for (; Used != kHistoryLength; ++Used)
    Out[Used] = {};
}

StackId History::writeStack(uint64_t Offset) const {
  StackId Newest = 0;
  for (unsigned I = 0; I != kHistoryLength; ++I) {
    unsigned At = (Next + 2 * kHistoryLength - 1 - I) % kHistoryLength;
    if (Kinds[At] != HandoverKind::CpuWrite)
      continue;
    const Entry &E = Entries[At];
    if (Offset >= E.Offset && Offset - E.Offset < E.Size)
      return E.Stack;
    if (!Newest)
      Newest = E.Stack;
  }
  return Newest;
}

HandoverKind History::newestKind() const { return Kinds[newest()]; }

} // namespace dmasan
