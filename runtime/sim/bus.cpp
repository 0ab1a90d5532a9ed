// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bus addresses and the table behind them.

#include "runtime/sim/bus.h"

#include "runtime/sim/cache.h"
#include "runtime/sim/memory.h"

namespace dmasan::sim {
namespace {

// The topmost addresses are kept free: DMA_MAPPING_ERROR is among them.
constexpr uint64_t kHighestPage = (~uint64_t(0) >> PAGE_SHIFT) - 16;
// Between the first addresses of two devices: 16 MiB and a bit.
constexpr uint64_t kStagger = 4096 + 257;

} // namespace

uint64_t Bus::allocate(uint64_t Pages, uint64_t Mask) {
  uint64_t Limit = (Mask >> PAGE_SHIFT) + (Mask == ~uint64_t(0) ? 0 : 1);
  Limit = Limit < kHighestPage ? Limit : kHighestPage;
  Window *W = &Windows[0];
  while (W->Limit != 0 && W->Limit != Limit && W != &Windows[kWindows - 1])
    ++W;
  if (W->Limit != Limit)
    *W = {Limit, Limit - (Index * kStagger) % (Limit / 2 + 1)};
  for (int Round = 0; Round < 2; ++Round, W->Cursor = Limit)
    while (W->Cursor > Pages) {
      uint64_t First = W->Cursor - Pages, Free = 0;
      while (Free < Pages && !Table.find(First + Free))
        ++Free;
      W->Cursor = First + (Free < Pages ? Free : 0);
      if (Free == Pages)
        return First;
    }
  return 0;
}

Mapping *Bus::map(const Extent *Extents, size_t Count, uint64_t Mask,
                  bool Pin) {
  uint64_t Pages = 0, Size = 0;
  for (size_t I = 0; I < Count; ++I) {
    Pages +=
        (offset_in_page(Extents[I].Phys) + Extents[I].Size + PAGE_SIZE - 1) >>
        PAGE_SHIFT;
    Size += Extents[I].Size;
    if (Extents[I].Size > kRamSize)
      return nullptr;
  }
  auto *M = static_cast<Mapping *>(
      calloc(1, sizeof(Mapping) + Pages * sizeof(Translation)));
  uint64_t First = M ? allocate(Pages, Mask) : 0;
  if (!First) {
    free(M);
    return nullptr;
  }
  M->Address = (First << PAGE_SHIFT) + offset_in_page(Extents[0].Phys);
  M->Size = Size;
  M->Pinned = Pin;
  for (size_t I = 0; I < Count; ++I)
    for (uint64_t Phys = Extents[I].Phys & kPageMask;
         Phys < Extents[I].Phys + Extents[I].Size; Phys += PAGE_SIZE) {
      Translation &T = M->Page[M->Pages];
      T = {nullptr, First + M->Pages, Phys, M};
      if ((Pin && !pinPage(Phys)) || !Table.insert(&T)) {
        unmap(M);
        return nullptr;
      }
      ++M->Pages;
    }
  return M;
}

void Bus::unmap(Mapping *M) {
  for (size_t I = 0; I < M->Pages; ++I) {
    Table.remove(M->Page[I].Key);
    if (M->Pinned)
      unpinPage(M->Page[I].Phys);
  }
  free(M);
}

Mapping *Bus::find(uint64_t Address) const {
  Translation *T = Table.find(Address >> PAGE_SHIFT);
  return T ? T->Owner : nullptr;
}

uint64_t Bus::translate(uint64_t Address) const {
  if (Translation *T = Table.find(Address >> PAGE_SHIFT))
    return T->Phys + offset_in_page(Address);
  return Passthrough && isRam(Address) ? Address : kNoPhys;
}

void Bus::destroy() {
  for (Mapping *M; Translation *T = Table.takeAny();) {
    M = T->Owner;
    unmap(M);
  }
  Table.destroy();
}

} // namespace dmasan::sim
