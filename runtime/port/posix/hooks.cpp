// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Devices of a process are known to whoever simulates or drives them; without
// a hook nothing is known, and addresses have no second form.

#include "runtime/port/posix/hooks.h"

#include "runtime/port/posix/thread.h"

#include <atomic>

namespace {
constexpr size_t kAllocationFrames = 12;
constinit std::atomic<const dmasan_host_hooks *> Hooks = nullptr;
} // namespace

extern "C" {

__attribute__((visibility("default"))) void
__dmasan_set_host_hooks(const dmasan_host_hooks *New) {
  Hooks.store(New, std::memory_order_release);
}

__attribute__((visibility("default"))) uint32_t
__dmasan_intern_stack(uintptr_t Pc, uintptr_t Frame) {
  dmasan::posix::InternalScope Scope;
  return dmasan_port_stack(Pc, Frame, kAllocationFrames);
}

const dmasan_host_hooks *dmasan_posix_hooks(void) {
  return Hooks.load(std::memory_order_acquire);
}

void dmasan_port_device_names(const void *Device, char *Name, char *Driver,
                              size_t Capacity) {
  Name[0] = Driver[0] = '\0';
  const dmasan_host_hooks *H = dmasan_posix_hooks();
  if (H && H->device_names)
    H->device_names(Device, Name, Driver, Capacity);
}

void dmasan_port_device(const void *Device, struct dmasan_port_device *Out) {
  const dmasan_host_hooks *H = dmasan_posix_hooks();
  if (H && H->device)
    H->device(Device, Out);
}

uintptr_t dmasan_port_page_address(const void *) { return 0; }
uintptr_t dmasan_port_phys_to_virt(uint64_t Phys) {
  const dmasan_host_hooks *H = dmasan_posix_hooks();
  return H && H->phys_to_virt ? H->phys_to_virt(Phys) : 0;
}
int dmasan_port_sync_needed(const void *Device, uint64_t Dma) {
  const dmasan_host_hooks *H = dmasan_posix_hooks();
  return !(H && H->sync_needed) || H->sync_needed(Device, Dma);
}
unsigned dmasan_port_context(void) {
  const dmasan_host_hooks *H = dmasan_posix_hooks();
  return H && H->context ? H->context() : 0;
}
uintptr_t dmasan_port_alias_memory(uintptr_t Address) {
  const dmasan_host_hooks *H = dmasan_posix_hooks();
  return H && H->alias_memory ? H->alias_memory(Address) : 0;
}
size_t dmasan_port_sg_read(const void *, int, size_t, size_t,
                           struct dmasan_sg_entry *) {
  return 0;
}

} // extern "C"
