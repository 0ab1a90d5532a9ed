// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory from one arena that the board gave: handed out in pages from its
// start, and again from a short list of blocks that came back. What does not
// fit the list is lost, which the core survives. No locks: see board.h.

#include "dmasan/interface.h"
#include "runtime/port/bare/board.h"
#include "runtime/port/port.h"

namespace {

constexpr size_t kPage = 4096;
constexpr size_t kKept = 64;

struct Block {
  char *Memory;
  size_t Bytes; // 0: the entry is free
};

struct State {
  uintptr_t Ram;
  size_t RamSize;
  uint8_t *Shadow;
  char *Next, *End;
  Block Kept[kKept];
};
constinit State S = {};

size_t roundUp(size_t Bytes) { return (Bytes + kPage - 1) & ~(kPage - 1); }

} // namespace

extern "C" {

int dmasan_bare_start(uintptr_t Ram, size_t RamSize, void *Memory,
                      size_t MemorySize) {
  // The shadow of one page is aligned for words.
  RamSize += Ram % kPage;
  Ram -= Ram % kPage;
  size_t ShadowSize =
      roundUp((RamSize >> DMASAN_SHADOW_SCALE) + 1 + DMASAN_SHADOW_PAD);
  if (ShadowSize >= MemorySize)
    return -1;
  S.Shadow = static_cast<uint8_t *>(Memory);
  S.Next = static_cast<char *>(Memory) + ShadowSize;
  S.End = static_cast<char *>(Memory) + MemorySize;
  S.Ram = Ram;
  S.RamSize = RamSize;
  return 0;
}

void *dmasan_port_alloc(size_t Bytes) {
  Bytes = roundUp(Bytes);
  for (Block &B : S.Kept)
    if (B.Bytes == Bytes) {
      B.Bytes = 0;
      __builtin_memset(B.Memory, 0, Bytes);
      return B.Memory;
    }
  if (static_cast<size_t>(S.End - S.Next) < Bytes)
    return nullptr;
  char *Memory = S.Next;
  S.Next += Bytes;
  return Memory;
}

void dmasan_port_free(void *Memory, size_t Bytes) {
  Bytes = roundUp(Bytes);
  for (Block &B : S.Kept)
    if (B.Bytes == 0) {
      B = {static_cast<char *>(Memory), Bytes};
      return;
    }
}

int dmasan_port_has_shadow(uintptr_t Address) {
  return Address - S.Ram < S.RamSize;
}

uint8_t *dmasan_port_shadow(uintptr_t Address) {
  return S.Shadow + ((Address - S.Ram) >> DMASAN_SHADOW_SCALE);
}

} // extern "C"
