// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Events of the device side, and the readers that the runtime needs to follow
// a scatterlist or a struct page.

#include "runtime/sim/announce.h"

#include "runtime/port/posix/hooks.h"
#include "runtime/sim/mapping.h"
#include "runtime/sim/memory.h"

#include <linux/scatterlist.h>

namespace dmasan::sim {
namespace {

dmasan_sg_entry entryOf(scatterlist *Sg) {
  void *Page = page_address(entryPage(*Sg));
  return {Page ? static_cast<char *>(Page) + Sg->offset : nullptr, Sg->length,
          Sg->dma_address, Sg->dma_length};
}

size_t readScatterlist(const void *Object, int IsTable, size_t First,
                       size_t Count, dmasan_sg_entry *Out) {
  auto *Sg = static_cast<scatterlist *>(const_cast<void *>(Object));
  if (IsTable)
    Sg = static_cast<const sg_table *>(Object)->sgl;
  size_t Index = 0;
  for (; Sg; Sg = sg_next(Sg), ++Index)
    if (Index >= First && Index - First < Count)
      Out[Index - First] = entryOf(Sg);
  return Index;
}

const void *readPage(const void *Page) {
  return page_address(static_cast<const page *>(Page));
}

} // namespace

uint32_t stackOf(Caller From) {
  return __dmasan_intern_stack(From.Pc, From.Frame);
}

void registerReaders() {
  dmasan_set_sg_reader(readScatterlist);
  dmasan_set_page_address(readPage);
  dmasan_set_unwritten_reader(nextUnwritten);
  registerHostHooks();
}

void announceDevice(uint32_t Event, device *Dev, uint32_t Flags, uint64_t Wires,
                    Caller From) {
  dmasan_call Call = {};
  Call.event = Event;
  Call.flags = Flags;
  Call.size = Wires;
  Call.device = Dev;
  Call.object = dev_name(Dev);
  Call.function = Event == DMASAN_EVENT_DEVICE_ADD ? "dmasan_sim_device_create"
                  : Event == DMASAN_EVENT_DEVICE_REMOVE
                      ? "dmasan_sim_device_destroy"
                      : "dmasan_sim_device_shutdown";
  __dmasan_call_at(&Call, From.Pc, From.Frame);
}

void announceAccess(bool IsWrite, device *Dev, uint64_t Address, uint64_t Wired,
                    size_t Size, Caller From) {
  dmasan_call Call = {};
  Call.event = IsWrite ? DMASAN_EVENT_DEVICE_WRITE : DMASAN_EVENT_DEVICE_READ;
  Call.device = Dev;
  Call.dma = Address;
  Call.result = Wired;
  Call.size = Size;
  Call.function = IsWrite ? "dmasan_sim_dma_write" : "dmasan_sim_dma_read";
  __dmasan_call_at(&Call, From.Pc, From.Frame);
}

void announceInterrupt(device *Dev, Caller From) {
  dmasan_call Call = {};
  Call.event = DMASAN_EVENT_DEVICE_SIGNAL;
  Call.device = Dev;
  Call.function = "dmasan_sim_raise_irq";
  __dmasan_call_at(&Call, From.Pc, From.Frame);
}

void announceBufferOverrun(const void *End, uint64_t Size, Caller From) {
  dmasan_call Call = {};
  Call.event = DMASAN_EVENT_BUFFER_OVERRUN;
  Call.cpu = End;
  Call.size = Size;
  Call.function = "skb_put";
  __dmasan_call_at(&Call, From.Pc, From.Frame);
}

void announceCachedAlias(const void *Memory, uint64_t Size, Caller From) {
  dmasan_call Call = {};
  Call.event = DMASAN_EVENT_CACHED_ALIAS;
  Call.cpu = Memory;
  Call.size = Size;
  Call.function = "remap_pfn_range";
  __dmasan_call_at(&Call, From.Pc, From.Frame);
}

void announceUserAlias(uint32_t Event, uintptr_t At, uint64_t Size,
                       Caller From) {
  dmasan_call Call = {};
  Call.event = Event;
  Call.flags = DMASAN_CALL_SHARED_LINES;
  Call.cpu = reinterpret_cast<const void *>(At);
  Call.size = Size;
  Call.function =
      Event == DMASAN_EVENT_ALIAS_CREATE ? "remap_pfn_range" : "zap_vma_ptes";
  __dmasan_call_at(&Call, From.Pc, From.Frame);
}

void announceFree(const void *Memory, uint64_t Size, const char *Function,
                  Caller From) {
  dmasan_call Call = {};
  Call.event = DMASAN_EVENT_MEMORY_FREE;
  Call.cpu = Memory;
  Call.size = Size;
  Call.function = Function;
  __dmasan_call_at(&Call, From.Pc, From.Frame);
}

void announceOverrun(device *Dev, uint64_t Base, uint64_t Address,
                     uint64_t Size, Caller From) {
  dmasan_call Call = {};
  Call.event = DMASAN_EVENT_DEVICE_OVERRUN;
  Call.device = Dev;
  Call.dma = Base;
  Call.offset = Address - Base;
  Call.size = Size;
  Call.function = "guard bytes";
  __dmasan_call_at(&Call, From.Pc, From.Frame);
}

} // namespace dmasan::sim
