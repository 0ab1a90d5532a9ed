// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The translations of one bus master, page by page, as in an IOMMU. Bus
// addresses are never the CPU's: they are the highest that the mask allows,
// and one is not used again soon after it was given back.
// Invariant: every page of a mapping is in the table, and only those.
// Threading: the caller holds the device's lock (Guarded by Bus::lock).

#pragma once

#include "runtime/sim/page_map.h"

#include <pthread.h>

struct page;

namespace dmasan::sim {

struct Mapping;

struct Translation {
  Translation *Next;
  uint64_t Key;  ///< bus address of the page, shifted
  uint64_t Phys; ///< of the page that the device works on
  Mapping *Owner;
  uint64_t Origin; ///< of the page that the CPU mapped
};

struct Mapping {
  uint64_t Address; ///< as returned to the driver
  uint64_t Size;
  size_t Pages;
  bool Pinned;      ///< false for MMIO
  bool Coherent;    ///< allocated by the DMA API, uncached
  bool Windowed;    ///< the device has a pointer into it
  page *Bounce;     ///< the device works on a copy there, null: it does not
  uint8_t *Written; ///< 1 a byte that the device wrote; null: not watched
  Translation Page[];
};

/// A part of memory to be mapped in one piece; Phys need not begin a page
/// except behind another part.
struct Extent {
  uint64_t Phys;
  uint64_t Size;
};

/// Pages of the bus that the parts of memory take.
uint64_t pagesOf(const Extent *Extents, size_t Count);

class Bus {
public:
  /// What the hardware is; fixed at creation.
  uint64_t Wires;
  bool Snoops;
  bool Passthrough;
  unsigned Index; ///< spreads the addresses of different devices
  unsigned Users; ///< the device and its children

  /// Null when addresses or memory are short. Bounce, if any, is taken over in
  /// any case.
  Mapping *map(const Extent *Extents, size_t Count, uint64_t Mask, bool Pin,
               page *Bounce = nullptr);
  void unmap(Mapping *M);
  Mapping *find(uint64_t Address) const;
  /// The entry behind a bus address, null where there is none.
  const Translation *lookUp(uint64_t Address) const {
    return Table.find(Address / 4096);
  }
  /// Physical address behind a bus address, kNoPhys where it faults.
  uint64_t translate(uint64_t Address) const;
  void destroy();

  void lock() { pthread_mutex_lock(&Mutex); }
  void unlock() { pthread_mutex_unlock(&Mutex); }

private:
  uint64_t allocate(uint64_t Pages, uint64_t Mask);

  struct Window {
    uint64_t Limit;  ///< first page above
    uint64_t Cursor; ///< pages below are tried next
  };
  static constexpr size_t kWindows = 8;

  PageMap<Translation> Table;
  Window Windows[kWindows]; ///< one for each mask in use
  pthread_mutex_t Mutex;
};

class BusLock {
public:
  explicit BusLock(Bus &B) : TheBus(B) { TheBus.lock(); }
  ~BusLock() { TheBus.unlock(); }
  BusLock(const BusLock &) = delete;
  BusLock &operator=(const BusLock &) = delete;

private:
  Bus &TheBus;
};

} // namespace dmasan::sim
