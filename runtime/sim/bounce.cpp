// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pages of the device's own, with guard bytes around the buffer.

#include "runtime/sim/bounce.h"

#include "runtime/sim/cache.h"
#include "runtime/sim/memory.h"
#include "runtime/sim/pattern.h"

namespace dmasan::sim {
namespace {

uint64_t blockBytes(const page &Block) { return PAGE_SIZE << Block.order; }

// The mapped bytes of [Address, Address + Size).
uint64_t clip(const Mapping &M, uint64_t &Address, uint64_t Size) {
  uint64_t End = Address + Size, Last = M.Address + M.Size;
  Address = Address < M.Address ? M.Address : Address;
  End = End < Last ? End : Last;
  return End > Address ? End - Address : 0;
}

// The broken bytes in [Begin, End) of the block, from the first to the last.
Overrun brokenIn(const Mapping &M, char *Block, uint64_t Begin, uint64_t End) {
  uint64_t First = End, Last = Begin;
  for (uint64_t At = Begin; At < End; ++At) {
    char Expected = patternByte(Pattern::Guard, At);
    if (Block[At] == Expected)
      continue;
    First = First < At ? First : At;
    Last = At + 1;
    Block[At] = Expected;
  }
  uint64_t Page = M.Address & kPageMask;
  return First < Last ? Overrun{Page + First, Last - First} : Overrun{};
}

} // namespace

page *allocateBounce(uint64_t Pages) {
  page *Block =
      Pages << PAGE_SHIFT <= kLongestBounce
          ? takePages(GFP_KERNEL, unsigned(get_order(Pages << PAGE_SHIFT)))
          : nullptr;
  if (!Block)
    return nullptr;
  auto *Bytes = static_cast<char *>(page_address(Block));
  for (uint64_t At = 0; At < blockBytes(*Block); ++At)
    Bytes[At] = patternByte(Pattern::Guard, At);
  for (uint64_t At = 0; At < blockBytes(*Block); At += PAGE_SIZE)
    ramPage(page_to_phys(Block) + At).flags |= kPageUncached;
  return Block;
}

void releaseBounce(page *Block) {
  auto *Bytes = static_cast<char *>(page_address(Block));
  for (uint64_t At = 0; At < blockBytes(*Block); ++At)
    Bytes[At] = patternByte(Pattern::Scramble, At);
  settleLines(page_to_phys(Block), blockBytes(*Block));
  dropPages(Block);
}

void copyToDevice(const Translation &T, uint64_t Address, uint64_t Size) {
  Size = clip(*T.Owner, Address, Size);
  copyBytes(T.Phys + offset_in_page(Address),
            T.Origin + offset_in_page(Address), Size);
}
void copyToCpu(const Translation &T, uint64_t Address, uint64_t Size) {
  Size = clip(*T.Owner, Address, Size);
  copyBytes(T.Origin + offset_in_page(Address),
            T.Phys + offset_in_page(Address), Size);
}

Overrun takeOverrun(const Mapping &M) {
  if (!M.Bounce)
    return {};
  auto *Block = static_cast<char *>(page_address(M.Bounce));
  uint64_t Begin = offset_in_page(M.Address);
  Overrun Before = brokenIn(M, Block, 0, Begin);
  Overrun Behind =
      brokenIn(M, Block, Begin + M.Size, uint64_t(M.Pages) << PAGE_SHIFT);
  return Behind.Size ? Behind : Before;
}

} // namespace dmasan::sim
