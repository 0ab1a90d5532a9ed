// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory of a user process, which may be swapped out, moved and unmapped until
// somebody pins its pages. Each page counts its pins; a block is one piece of
// such memory. Threading: safe.
// Failure: what is no user memory is not pinned (-EFAULT).

#include "dmasan/sim.h"
#include "runtime/sim/announce.h"
#include "runtime/sim/memory.h"

using namespace dmasan::sim;

namespace {

bool isUser(uint64_t Phys) {
  return isRam(Phys) && headOf(ramPage(Phys)).flags & kPageUser;
}

// Counts in a page's private_data, which a block of user memory has no other
// use for.
unsigned long &pinsOf(page *Page) { return Page->private_data; }

void takePin(page *Page) {
  Lock L;
  ++pinsOf(Page);
}

/// True when it was the last one.
bool dropPin(page *Page) {
  Lock L;
  unsigned long &Pins = pinsOf(Page);
  if (!Pins)
    return false;
  --Pins;
  return Pins == 0;
}

void unpin(page **Pages, unsigned long Count, Caller From) {
  for (unsigned long I = 0; I != Count; ++I)
    if (isUser(page_to_phys(Pages[I])) && dropPin(Pages[I]))
      announceFree(page_address(Pages[I]), PAGE_SIZE, "unpin_user_pages", From);
}

} // namespace

namespace dmasan::sim {

bool userPagesPinned(uint64_t Phys, uint64_t Size) {
  for (uint64_t At = Phys & kPageMask; At < Phys + Size; At += PAGE_SIZE)
    if (!isUser(At) || !pinsOf(&ramPage(At)))
      return false;
  return true;
}

} // namespace dmasan::sim

extern "C" {

void *dmasan_sim_user_alloc(size_t Size) {
  page *Block = alloc_pages(__GFP_ZERO, unsigned(get_order(Size)));
  if (!Block)
    return nullptr;
  Lock L;
  Block->flags |= kPageUser;
  for (uint64_t I = 0; I < uint64_t(1) << Block->order; ++I)
    pinsOf(nth_page(Block, I)) = 0;
  return page_address(Block);
}

void dmasan_sim_user_free(void *Memory) {
  uint64_t Phys = physAddress(Memory);
  if (!isUser(Phys))
    return;
  page &Block = headOf(ramPage(Phys));
  announceFree(page_address(&Block), PAGE_SIZE << Block.order,
               "dmasan_sim_user_free", DMASAN_SIM_CALLER);
  __free_pages(&Block, Block.order);
}

int pin_user_pages_fast(unsigned long Start, int Count, unsigned int,
                        page **Pages) {
  uint64_t Phys = physAddress(reinterpret_cast<void *>(Start)) & kPageMask;
  int Done = 0;
  for (; Done < Count && isUser(Phys); ++Done, Phys += PAGE_SIZE) {
    Pages[Done] = &ramPage(Phys);
    takePin(Pages[Done]);
  }
  return Done ? Done : -EFAULT;
}

void unpin_user_page(page *Page) { unpin(&Page, 1, DMASAN_SIM_CALLER); }
void unpin_user_pages(page **Pages, unsigned long Count) {
  unpin(Pages, Count, DMASAN_SIM_CALLER);
}
void unpin_user_pages_dirty_lock(page **Pages, unsigned long Count, bool) {
  unpin(Pages, Count, DMASAN_SIM_CALLER);
}

} // extern "C"
