// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the simulator knows of its memory and devices, for the runtime: asked in
// any context. The only lock taken is the cache's, which is never held around a
// call into the runtime. An answer about an object that is being freed by
// another thread at this moment may be either.

#include "runtime/sim/announce.h"

#include "reports/finding.h"
#include "runtime/port/posix/hooks.h"
#include "runtime/sim/cache.h"
#include "runtime/sim/device.h"
#include "runtime/sim/memory.h"
#include "runtime/sim/settings.h"
#include "runtime/sim/user_map.h"

#include <linux/irqflags.h>
#include <string.h>

namespace dmasan::sim {
namespace {

void answer(struct dmasan_port_origin &Out, OriginKind Kind, const void *Begin,
            uint64_t Size) {
  Out.kind = uint32_t(Kind);
  Out.begin = reinterpret_cast<uintptr_t>(Begin);
  Out.size = Size;
  uint64_t Phys = Begin ? physAddress(Begin) : 0;
  if (!isRam(Phys))
    return;
  const AllocationRecord &Record = recordAt(Phys);
  Out.alloc_stack = Record.AllocStack;
  Out.free_stack = Record.FreeStack;
}

void fromSlab(const page &Page, uint64_t Phys, struct dmasan_port_origin &Out) {
  uint64_t Slot = (Phys & ~kPageMask) / Page.private_data;
  uint64_t Begin = (Phys & kPageMask) + Slot * Page.private_data;
  uint64_t Size = recordAt(Begin).Request;
  Out.padded_size = settings().KmallocAligned ? Page.private_data : 0;
  if (Size)
    answer(Out, OriginKind::Heap, cpuAddress(Begin), Size);
  else
    answer(Out, OriginKind::Freed, cpuAddress(Begin), Page.private_data);
}

int origin(uintptr_t Address, uint64_t Size, struct dmasan_port_origin *Out) {
  auto *Pointer = reinterpret_cast<void *>(Address);
  if (aliasPage(Pointer)) {
    answer(*Out, OriginKind::Vmalloc, nullptr, 0);
    return 1;
  }
  uint64_t Phys = physAddress(Pointer);
  if (!isRam(Phys))
    return 0;
  const page &Page = headOf(ramPage(Phys));
  if (Size <= kRamSize - (Phys - kRamPhys))
    if (uint64_t Dirty = firstDirtyByAlias(Phys, Size))
      Out->alias_dirty = Address + (Dirty - Phys);
  uint64_t Block = PAGE_SIZE << Page.order;
  if (Page.flags & kPageUser) {
    answer(*Out, OriginKind::User, page_address(&Page), Block);
    Out->exempt_overlap = 1; // registered as often as somebody likes
    Out->unpinned = !userPagesPinned(Phys, Size);
  } else if (Page.flags & kPageSlab)
    fromSlab(Page, Phys, *Out);
  else if (!(Page.flags & kPageAllocated))
    answer(*Out, OriginKind::Freed, page_address(&Page), Block);
  else if (Page.flags & kPageObject)
    answer(*Out, OriginKind::Heap, page_address(&Page), Page.private_data);
  else
    answer(*Out, OriginKind::Pages, page_address(&Page), Block);
  // Whole pages are nobody else's, whatever is asked for.
  if (!(Page.flags & kPageSlab))
    Out->padded_size = Block;
  return 1;
}

void copyName(char *To, const char *From, size_t Capacity) {
  size_t Length = strnlen(From, Capacity - 1);
  memcpy(To, From, Length);
  To[Length] = '\0';
}

int deviceNames(const void *Device, char *Name, char *Driver, size_t Capacity) {
  if (!isSimulated(Device))
    return 0;
  auto *Dev = static_cast<const device *>(Device);
  copyName(Name, dev_name(Dev), Capacity);
  copyName(Driver, Dev->driver ? Dev->driver->name : "", Capacity);
  return 1;
}

int describeDevice(const void *Device, struct dmasan_port_device *Out) {
  if (!isSimulated(Device))
    return 0;
  auto *Dev = static_cast<const device *>(Device);
  Out->mask = *Dev->dma_mask;
  Out->coherent_mask = Dev->coherent_dma_mask;
  Out->max_segment = Dev->dma_parms->max_segment_size;
  Out->boundary_mask = Dev->dma_parms->segment_boundary_mask;
  Out->declared_coherent = Dev->sim->DeclaredCoherent;
  return 1;
}

uintptr_t aliasMemory(uintptr_t Address) {
  const page *Page = aliasPage(reinterpret_cast<void *>(Address));
  if (Page)
    return reinterpret_cast<uintptr_t>(page_address(Page));
  uint64_t Shown = userMemory(Address);
  return Shown ? reinterpret_cast<uintptr_t>(cpuAddress(Shown)) : 0;
}

uintptr_t physToVirt(uint64_t Phys) {
  return isRam(Phys) ? reinterpret_cast<uintptr_t>(cpuAddress(Phys)) : 0;
}

int syncNeeded(const void *Device, uint64_t Dma) {
  return !isSimulated(Device) ||
         dma_need_sync(static_cast<device *>(const_cast<void *>(Device)), Dma);
}

unsigned context() {
  unsigned Off = irqs_disabled() ? DMASAN_CONTEXT_IRQS_OFF : 0;
  return Off || in_atomic() ? Off | DMASAN_CONTEXT_ATOMIC : 0;
}

constexpr dmasan_host_hooks kHooks = {origin,      deviceNames, describeDevice,
                                      aliasMemory, physToVirt,  syncNeeded,
                                      context};

} // namespace

void registerHostHooks() { __dmasan_set_host_hooks(&kHooks); }

} // namespace dmasan::sim
