// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the simulator tells the runtime, by the public interface only.

#pragma once

#include "dmasan/interface.h"

#include <linux/device.h>

#define DMASAN_SIM_CALLER                                                      \
  ::dmasan::sim::Caller {                                                      \
    uintptr_t(__builtin_return_address(0)),                                    \
        uintptr_t(*static_cast<void **>(__builtin_frame_address(0)))           \
  }

namespace dmasan::sim {

/// The place that a device-side finding names: who called the simulator. Made
/// by DMASAN_SIM_CALLER in the exported function itself.
struct Caller {
  uintptr_t Pc;
  uintptr_t Frame;
};

/// The stack of who called, for the runtime to show.
uint32_t stackOf(Caller From);

/// Tells the runtime how to read scatterlists and struct page.
void registerReaders();
/// Tells it what the simulator knows of memory and devices.
void registerHostHooks();

/// Wires: of a new device.
void announceDevice(uint32_t Event, device *Dev, uint32_t Flags, uint64_t Wires,
                    Caller From);
/// Address: as the device put it on the bus. Wired: what the wires let through.
void announceAccess(bool IsWrite, device *Dev, uint64_t Address, uint64_t Wired,
                    size_t Size, Caller From);
/// An interrupt: what devices wrote before it is seen.
void announceInterrupt(device *Dev, Caller From);
/// Device data reaches Size bytes beyond the buffer that ends at End.
void announceBufferOverrun(const void *End, uint64_t Size, Caller From);
/// Memory is shown at a further address, which is cached.
void announceCachedAlias(const void *Memory, uint64_t Size, Caller From);
/// Memory appears at an address of user space, or disappears there.
void announceUserAlias(uint32_t Event, uintptr_t At, uint64_t Size,
                       Caller From);
/// Memory goes to a new owner, or may go away.
void announceFree(const void *Memory, uint64_t Size, const char *Function,
                  Caller From);
/// The device wrote [Address, Address + Size), beside the mapping at Base.
void announceOverrun(device *Dev, uint64_t Base, uint64_t Address,
                     uint64_t Size, Caller From);

} // namespace dmasan::sim
