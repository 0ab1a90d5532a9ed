// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The simulated machine's memory: a RAM of its own with a struct page for each
// page, and the rest of the process, which has made-up physical addresses.
//
//   physical address          CPU address
//   kRamPhys + x              Ram + x          RAM: kmalloc, pages, coherent
//   kForeignPhys + address    address          stack, malloc, globals
//
// vmalloc and vmap addresses are second views of RAM pages (one memfd, mapped
// twice), so writes through one are seen through the other.
// Threading: lookups take no lock; allocation takes the simulator's.
// Failure: without RAM (mmap refused) every allocation fails.

#pragma once

#include <linux/mm.h>

#include <stddef.h>
#include <stdint.h>

struct scatterlist;

namespace dmasan::sim {

inline constexpr uint64_t kRamPhys = 0x40000000;
inline constexpr uint64_t kRamSize = uint64_t(1) << 30;
inline constexpr uint64_t kForeignPhys = uint64_t(1) << 48;
inline constexpr uint64_t kNoPhys = ~uint64_t(0);
inline constexpr uint64_t kPageMask = ~uint64_t(0xfff);

/// Bits of struct page::flags.
enum : unsigned long {
  kPageAllocated = 1, ///< first page of an allocated block
  kPageUncached = 2,  ///< coherent memory: the CPU's copy is the memory
  kPageSlab = 4,      ///< private_data is the size of its objects
  kPageAliased = 8,   ///< has a vmalloc or vmap address
  kPageObject = 16,   ///< one kmalloc object; private_data is its size
  kPageTail = 32,     ///< lru.prev is the first page's lru
  kPageUser = 64,     ///< of a user process; private_data counts the pins
};

/// Makes the RAM on first use and tells the runtime how to read scatterlists
/// and pages. False when there is no RAM.
bool ready();

bool isRam(uint64_t Phys);
/// The page of a RAM address, never a foreign one.
page &ramPage(uint64_t Phys);
/// First page of the block that a RAM page belongs to.
page &headOf(page &Page);
/// What is known of an object or a block of pages, kept by the address that it
/// begins at; also after it was freed.
struct AllocationRecord {
  uint32_t AllocStack, FreeStack; ///< 0: not known
  uint16_t Request; ///< size asked for of an object of a slab; 0: it is free
};
AllocationRecord &recordAt(uint64_t Phys);

/// Pages for whoever has the stack; 0 is the simulator itself, and the DMA API,
/// whose memory is known by its mapping.
page *takePages(unsigned Gfp, unsigned Order, uint32_t Stack = 0);
void dropPages(page *Page, uint32_t Stack = 0);
/// CPU address of any physical address that has one, else null.
char *cpuAddress(uint64_t Phys);
/// Physical address of any CPU address, vmalloc addresses too.
uint64_t physAddress(const void *Address);

/// File descriptor and offset of a RAM page, to map it a second time.
int ramFile();

/// The page of a scatterlist entry, of shared buffers, too.
page *entryPage(const scatterlist &Sg);

/// Whether all of this is user memory that somebody has pinned.
bool userPagesPinned(uint64_t Phys, uint64_t Size);

/// The page behind a vmalloc or vmap address, or null.
page *aliasPage(const void *Address);

/// The simulator's lock: page allocator, slabs, tables.
class Lock {
public:
  Lock();
  ~Lock();
  Lock(const Lock &) = delete;
  Lock &operator=(const Lock &) = delete;
};

} // namespace dmasan::sim
