// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bus addresses and the table behind them.

#include "runtime/sim/bus.h"

#include "runtime/sim/bounce.h"
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

uint64_t pagesOf(const Extent *Extents, size_t Count) {
  uint64_t Pages = 0;
  for (size_t I = 0; I < Count; ++I)
    Pages +=
        (offset_in_page(Extents[I].Phys) + Extents[I].Size + PAGE_SIZE - 1) >>
        PAGE_SHIFT;
  return Pages;
}

Mapping *Bus::map(const Extent *Extents, size_t Count, uint64_t Mask, bool Pin,
                  page *Bounce) {
  uint64_t Pages = pagesOf(Extents, Count), Size = 0, First = 0;
  bool Sane = true;
  for (size_t I = 0; I < Count; ++I) {
    Size += Extents[I].Size;
    Sane = Sane && Extents[I].Size <= kRamSize;
  }
  auto *M = Sane ? static_cast<Mapping *>(
                       calloc(1, sizeof(Mapping) + Pages * sizeof(Translation)))
                 : nullptr;
  if (M)
    First = allocate(Pages, Mask);
  if (!First) {
    free(M);
    if (Bounce)
      releaseBounce(Bounce);
    return nullptr;
  }
  M->Address = (First << PAGE_SHIFT) + offset_in_page(Extents[0].Phys);
  M->Size = Size;
  M->Pinned = Pin;
  M->Bounce = Bounce;
  for (size_t I = 0; I < Count; ++I)
    for (uint64_t Phys = Extents[I].Phys & kPageMask;
         Phys < Extents[I].Phys + Extents[I].Size; Phys += PAGE_SIZE) {
      Translation &T = M->Page[M->Pages];
      uint64_t Seen =
          Bounce ? page_to_phys(Bounce) + (uint64_t(M->Pages) << PAGE_SHIFT)
                 : Phys;
      T = {nullptr, First + M->Pages, Seen, M, Phys};
      bool Pinned = !Pin || pinPage(Phys);
      if (!Pinned || !Table.insert(&T)) {
        if (Pin && Pinned)
          unpinPage(Phys);
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
      unpinPage(M->Page[I].Origin);
  }
  if (M->Bounce)
    releaseBounce(M->Bounce);
  free(M->Written);
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
