// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the device never wrote.

#include "runtime/sim/canary.h"

#include "runtime/sim/cache.h"
#include "runtime/sim/memory.h"
#include "runtime/sim/pattern.h"

#include <string.h>

namespace dmasan::sim {
namespace {

// A byte equals its canary by chance once in 256 times.
constexpr uint64_t kDoubtful = 3;

class Reader {
public:
  Reader(const Bus &B, const Mapping &M) : B(B), M(M) {}

  bool written(uint64_t At) {
    if (M.Written[At])
      return true;
    return M.Windowed && byteAt(M.Address + At) !=
                             patternByte(Pattern::Canary, M.Address + At);
  }

private:
  char byteAt(uint64_t Address) {
    if (!Loaded || (Address & kPageMask) != Page) {
      Page = Address & kPageMask;
      deviceRead(B.translate(Page), Bytes, PAGE_SIZE, B.Snoops);
      Loaded = true;
    }
    return Bytes[offset_in_page(Address)];
  }

  const Bus &B;
  const Mapping &M;
  bool Loaded = false;
  uint64_t Page = 0;
  char Bytes[PAGE_SIZE];
};

} // namespace

bool watch(Mapping &M) {
  M.Written = static_cast<uint8_t *>(calloc(M.Size, 1));
  return M.Written != nullptr;
}

void plantCanary(const Bus &B, Mapping &M, uint64_t Address, uint64_t Size) {
  char Bytes[PAGE_SIZE];
  uint64_t End = Address + Size;
  if (!M.Written || Address < M.Address || End > M.Address + M.Size)
    return;
  memset(M.Written + (Address - M.Address), 0, Size);
  while (Address < End) {
    uint64_t Step = PAGE_SIZE - offset_in_page(Address);
    Step = Step < End - Address ? Step : End - Address;
    for (uint64_t I = 0; I < Step; ++I)
      Bytes[I] = patternByte(Pattern::Canary, Address + I);
    deviceWrite(B.translate(Address), Bytes, Step, B.Snoops);
    Address += Step;
  }
}

void noteWritten(Mapping &M, uint64_t Address, uint64_t Size) {
  uint64_t Begin = Address < M.Address ? 0 : Address - M.Address;
  uint64_t End = Address + Size - M.Address;
  End = End < M.Size ? End : M.Size;
  if (M.Written && Begin < End)
    memset(M.Written + Begin, 1, End - Begin);
}

Run nextUnwritten(const Bus &B, const Mapping &M, uint64_t From) {
  if (!M.Written)
    return {};
  Reader Read(B, M);
  while (From < M.Size) {
    uint64_t Begin = From;
    while (Begin < M.Size && Read.written(Begin))
      ++Begin;
    uint64_t End = Begin;
    while (End < M.Size && !Read.written(End))
      ++End;
    From = End;
    if (M.Windowed) {
      Begin += Begin ? kDoubtful : 0;
      End -= End < M.Size ? kDoubtful : 0;
    }
    if (Begin < End)
      return {Begin, End - Begin};
  }
  return {};
}

} // namespace dmasan::sim
