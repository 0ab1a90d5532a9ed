// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The page allocator: blocks of 2^order pages, naturally aligned, last freed
// first used. Blocks are split and never joined again: a test's RAM is large
// and its life short.

#include "dmasan/interface.h"
#include "runtime/sim/announce.h"
#include "runtime/sim/memory.h"

#include <string.h>

using namespace dmasan::sim;

namespace {

constexpr unsigned kMaxOrder = 11;

list_head *Free[kMaxOrder + 1]; // singly linked through lru.next
uint64_t Fresh = kRamPhys;      // RAM above was never handed out

page *pageOf(list_head *Lru) { return container_of(Lru, page, lru); }

void pushFree(page &Page, unsigned Order) {
  Page.flags = 0;
  Page.order = Order;
  Page.lru.next = Free[Order];
  Free[Order] = &Page.lru;
}

// The lock is held.
page *takeBlock(unsigned Order) {
  for (unsigned From = Order; From <= kMaxOrder; ++From) {
    if (!Free[From])
      continue;
    page *Page = pageOf(Free[From]);
    Free[From] = Page->lru.next;
    while (From > Order) {
      --From;
      pushFree(ramPage(page_to_phys(Page) + (PAGE_SIZE << From)), From);
    }
    return Page;
  }
  uint64_t Size = PAGE_SIZE << Order;
  uint64_t Begin = (Fresh + Size - 1) & ~(Size - 1);
  if (Begin + Size > kRamPhys + kRamSize)
    return nullptr;
  // What alignment skipped stays usable.
  for (; Fresh < Begin; Fresh += PAGE_SIZE)
    pushFree(ramPage(Fresh), 0);
  Fresh = Begin + Size;
  return &ramPage(Begin);
}

/// Every page of a free block tells who freed it: a stale pointer may point
/// anywhere inside.
void noteBlock(uint64_t Phys, unsigned Order, AllocationRecord Record) {
  for (uint64_t I = 0; I < uint64_t(1) << Order; ++I)
    recordAt(Phys + (I << PAGE_SHIFT)) = Record;
}

} // namespace

page *dmasan::sim::takePages(unsigned Gfp, unsigned Order, uint32_t Stack) {
  if (Order > kMaxOrder || !ready())
    return nullptr;
  page *Page;
  {
    Lock L;
    Page = takeBlock(Order);
    if (!Page)
      return nullptr;
    uint64_t Phys = page_to_phys(Page);
    for (uint64_t I = 1; I < uint64_t(1) << Order; ++I) {
      page &Tail = ramPage(Phys + (I << PAGE_SHIFT));
      Tail.flags = kPageTail;
      Tail.lru.prev = &Page->lru;
    }
    noteBlock(Phys, Order, {Stack, 0, 0});
    Page->flags = kPageAllocated;
    Page->order = Order;
    Page->private_data = 0;
    Page->_refcount.counter = 1;
  }
  if (Gfp & __GFP_ZERO)
    memset(page_address(Page), 0, PAGE_SIZE << Order);
  else
    dmasan_fill_uninitialized(page_address(Page), PAGE_SIZE << Order);
  return Page;
}

void dmasan::sim::dropPages(page *Page, uint32_t Stack) {
  if (!Page)
    return;
  uint64_t Phys = page_to_phys(Page);
  Lock L;
  if (!isRam(Phys) || !(Page->flags & kPageAllocated) ||
      --Page->_refcount.counter > 0)
    return;
  noteBlock(Phys, Page->order, {recordAt(Phys).AllocStack, Stack, 0});
  for (uint64_t I = 1; I < uint64_t(1) << Page->order; ++I)
    ramPage(Phys + (I << PAGE_SHIFT)).flags = 0;
  pushFree(*Page, Page->order);
}

extern "C" {

page *alloc_pages(gfp_t Gfp, unsigned int Order) {
  return takePages(Gfp, Order, stackOf(DMASAN_SIM_CALLER));
}

void put_page(page *Page) { dropPages(Page, stackOf(DMASAN_SIM_CALLER)); }

void get_page(page *Page) {
  Lock L;
  ++Page->_refcount.counter;
}
int page_count(const page *Page) { return Page->_refcount.counter; }

void __free_pages(page *Page, unsigned int Order) {
  (void)Order;
  dropPages(Page, stackOf(DMASAN_SIM_CALLER));
}

unsigned long __get_free_pages(gfp_t Gfp, unsigned int Order) {
  return reinterpret_cast<unsigned long>(page_address(alloc_pages(Gfp, Order)));
}
unsigned long get_zeroed_page(gfp_t Gfp) {
  return __get_free_pages(Gfp | __GFP_ZERO, 0);
}
void free_pages(unsigned long Address, unsigned int Order) {
  if (Address)
    __free_pages(virt_to_page(reinterpret_cast<void *>(Address)), Order);
}

} // extern "C"
