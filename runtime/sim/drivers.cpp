// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Drivers find their devices. Registering a driver probes the devices that are
// there and have none yet.

#include "runtime/sim/device.h"

#include <linux/pci.h>
#include <linux/platform_device.h>

#include <string.h>

using namespace dmasan::sim;

namespace {

// A device "spi.0" is one of driver "spi".
bool hasName(const device *Dev, const char *Name) {
  size_t Length = Name ? strlen(Name) : 0;
  const char *Own = dev_name(Dev);
  return Length && strncmp(Own, Name, Length) == 0 &&
         (Own[Length] == '\0' || Own[Length] == '.');
}

bool matches(const device *Dev, const platform_driver &Driver) {
  if (hasName(Dev, Driver.driver.name))
    return true;
  for (const platform_device_id *Id = Driver.id_table; Id && *Id->name; ++Id)
    if (hasName(Dev, Id->name))
      return true;
  return false;
}

bool fits(__u32 Wanted, unsigned Own) {
  return Wanted == __u32(PCI_ANY_ID) || Wanted == Own;
}

// The entry that fits, or, for a device of the driver's name, the first.
const pci_device_id *match(const pci_dev &Dev, const pci_driver &Driver) {
  const pci_device_id *Id = Driver.id_table;
  for (; Id && (Id->vendor || Id->device); ++Id)
    if (Dev.vendor && fits(Id->vendor, Dev.vendor) &&
        fits(Id->device, Dev.device) &&
        fits(Id->subvendor, Dev.subsystem_vendor) &&
        fits(Id->subdevice, Dev.subsystem_device))
      return Id;
  static constexpr pci_device_id kNone = {};
  if (!hasName(&Dev.dev, Driver.name))
    return nullptr;
  return Driver.id_table ? Driver.id_table : &kNone;
}

void removePlatform(device *Dev) {
  auto *Driver = container_of(Dev->driver, platform_driver, driver);
  if (Driver->remove)
    Driver->remove(to_platform_device(Dev));
}
void removePci(device *Dev) {
  auto *Driver = container_of(Dev->driver, pci_driver, driver);
  if (Driver->remove)
    Driver->remove(to_pci_dev(Dev));
}

// The driver is there while it probes; one that fails leaves nothing behind.
void bind(device *Dev, device_driver *Driver, void (*Unbind)(device *),
          int Error) {
  if (Error == 0) {
    Dev->sim->Unbind = Unbind;
    return;
  }
  printk("%s: probe of %s failed with error %d\n", Driver->name, dev_name(Dev),
         Error);
  releaseManaged(Dev);
  Dev->driver = nullptr;
}

void unregister(const device_driver *Driver, Caller From) {
  size_t Cursor = 0;
  while (device *Dev = nextDevice(Cursor))
    if (Dev->driver == Driver)
      unbind(Dev, From);
}

} // namespace

extern "C" {

int platform_driver_register(platform_driver *Driver) {
  if (!Driver->probe)
    return -EINVAL;
  size_t Cursor = 0;
  while (device *Dev = nextDevice(Cursor)) {
    if (Dev->driver || !matches(Dev, *Driver))
      continue;
    Dev->driver = &Driver->driver;
    bind(Dev, &Driver->driver, removePlatform,
         Driver->probe(to_platform_device(Dev)));
  }
  return 0;
}
void platform_driver_unregister(platform_driver *Driver) {
  unregister(&Driver->driver, DMASAN_SIM_CALLER);
}

int pci_register_driver(pci_driver *Driver) {
  if (!Driver->probe)
    return -EINVAL;
  Driver->driver.name = Driver->name;
  size_t Cursor = 0;
  while (device *Dev = nextDevice(Cursor)) {
    const pci_device_id *Id =
        Dev->driver ? nullptr : match(*to_pci_dev(Dev), *Driver);
    if (!Id)
      continue;
    Dev->driver = &Driver->driver;
    bind(Dev, &Driver->driver, removePci, Driver->probe(to_pci_dev(Dev), Id));
  }
  return 0;
}
void pci_unregister_driver(pci_driver *Driver) {
  unregister(&Driver->driver, DMASAN_SIM_CALLER);
}

int pci_enable_device(pci_dev *Device) {
  Device->enabled = 1;
  return 0;
}
int pcim_enable_device(pci_dev *Device) { return pci_enable_device(Device); }
void pci_disable_device(pci_dev *Device) {
  Device->enabled = 0;
  Device->is_busmaster = 0;
}
void pci_set_master(pci_dev *Device) { Device->is_busmaster = 1; }
void pci_clear_master(pci_dev *Device) { Device->is_busmaster = 0; }

} // extern "C"
