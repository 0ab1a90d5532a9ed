// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the simulator tells the runtime's port: the names of its devices, and
// what the memory of its own allocators is. Weak, so that the simulator also
// runs without the runtime.

#include "runtime/port/posix/hooks.h"

#include "reports/finding.h"
#include "runtime/sim/announce.h"
#include "runtime/sim/memory.h"
#include "runtime/sim/settings.h"

#pragma weak __dmasan_set_host_hooks

namespace dmasan::sim {

namespace {

void copyName(const char *From, char *To, size_t Capacity) {
  size_t I = 0;
  for (; From && From[I] && I + 1 < Capacity; ++I)
    To[I] = From[I];
  To[I] = '\0';
}

int nameDevice(const void *Identity, char *Name, char *Driver,
               size_t Capacity) {
  auto *Dev = static_cast<const device *>(Identity);
  copyName(dev_name(Dev), Name, Capacity);
  copyName(Dev->driver ? Dev->driver->name : nullptr, Driver, Capacity);
  return 1;
}

int originOfMemory(uintptr_t Address, uint64_t,
                   struct dmasan_port_origin *Out) {
  auto *Pointer = reinterpret_cast<const void *>(Address);
  if (aliasPage(Pointer)) {
    Out->kind = uint32_t(OriginKind::Vmalloc);
    return 1;
  }
  uint64_t Phys = physAddress(Pointer);
  if (!isRam(Phys))
    return 0;
  const page &Page = ramPage(Phys);
  if (!(Page.flags & kPageSlab)) {
    Out->kind = uint32_t(OriginKind::Pages);
    return 1;
  }
  // Objects of a slab lie one after the other from the start of its page.
  uint64_t InPage = Address & (PAGE_SIZE - 1);
  Out->kind = uint32_t(OriginKind::Heap);
  Out->size = Page.private_data;
  Out->begin = Address - InPage % Page.private_data;
  Out->dedicated = settings().KmallocAligned;
  return 1;
}

} // namespace

void registerHostHooks() {
  static constexpr dmasan_host_hooks kHooks = {originOfMemory, nameDevice,
                                               nullptr};
  if (__dmasan_set_host_hooks)
    __dmasan_set_host_hooks(&kHooks);
}

} // namespace dmasan::sim
