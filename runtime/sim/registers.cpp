// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks of registers: plain memory that driver and test both see. Their
// physical address is that of foreign memory, so ioremap finds them.

#include "runtime/sim/device.h"
#include "runtime/sim/memory.h"

#include "dmasan/sim.h"

#include <stdlib.h>
#include <string.h>

namespace dmasan::sim {
namespace {

constexpr size_t kBlockSize = 65536;

void *bytesOf(const resource &R) { return cpuAddress(R.start); }

} // namespace

resource *registersOf(device *Dev, unsigned Block) {
  if (!simDevice(Dev) || Block >= kRegisterBlocks)
    return nullptr;
  Lock L;
  resource &R = Dev->sim->Registers[Block];
  if (R.start)
    return &R;
  void *Memory = aligned_alloc(PAGE_SIZE, kBlockSize);
  if (!Memory)
    return nullptr;
  memset(Memory, 0, kBlockSize);
  R.start = kForeignPhys + reinterpret_cast<uintptr_t>(Memory);
  R.end = R.start + kBlockSize - 1;
  R.name = dev_name(Dev);
  R.flags = IORESOURCE_MEM;
  return &R;
}

void freeRegisters(device *Dev) {
  for (resource &R : Dev->sim->Registers)
    if (R.start)
      free(bytesOf(R));
}

} // namespace dmasan::sim

using namespace dmasan::sim;

extern "C" {

void *dmasan_sim_registers(device *Dev, unsigned int Block) {
  resource *R = registersOf(Dev, Block);
  return R ? bytesOf(*R) : nullptr;
}

void *ioremap(phys_addr_t Phys, size_t) { return phys_to_virt(Phys); }
void *devm_ioremap(device *, resource_size_t Phys, resource_size_t) {
  return phys_to_virt(Phys);
}

resource *platform_get_resource(platform_device *Device, unsigned int Type,
                                unsigned int Block) {
  return Type == IORESOURCE_MEM ? registersOf(&Device->dev, Block) : nullptr;
}
void *devm_ioremap_resource(device *, const resource *R) {
  return R ? bytesOf(*R) : ERR_PTR(-EINVAL);
}
void *devm_platform_ioremap_resource(platform_device *Device,
                                     unsigned int Block) {
  return devm_ioremap_resource(&Device->dev, registersOf(&Device->dev, Block));
}

resource_size_t pci_resource_start(pci_dev *Device, int Block) {
  resource *R = registersOf(&Device->dev, unsigned(Block));
  return R ? R->start : 0;
}
resource_size_t pci_resource_len(pci_dev *Device, int Block) {
  resource *R = registersOf(&Device->dev, unsigned(Block));
  return R ? resource_size(R) : 0;
}
void *pci_iomap(pci_dev *Device, int Block, unsigned long) {
  return dmasan_sim_registers(&Device->dev, unsigned(Block));
}

} // extern "C"
