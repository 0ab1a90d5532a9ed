// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What SPDK's environment knows of memory: a list of regions, looked through
// from the start. Threading: safe. Failure: -ENOMEM when the list is full.

#include "runtime/sim/memory.h"

#include <spdk/env.h>

using namespace dmasan::sim;

namespace {

constexpr size_t kRegions = 256;
dmasan_sim_spdk_region Regions[kRegions];
device *Attached;

} // namespace

extern "C" {

void dmasan_sim_spdk_attach(device *Dev) {
  Lock L;
  Attached = Dev;
}
device *dmasan_sim_spdk_device(void) {
  Lock L;
  return Attached;
}

int dmasan_sim_spdk_add(dmasan_sim_spdk_region Region) {
  Lock L;
  for (dmasan_sim_spdk_region &Slot : Regions)
    if (!Slot.begin) {
      Slot = Region;
      return 0;
    }
  return -ENOMEM;
}

dmasan_sim_spdk_region dmasan_sim_spdk_find(const void *Address, bool Remove) {
  Lock L;
  for (dmasan_sim_spdk_region &Slot : Regions) {
    if (!Slot.begin || Address < Slot.begin ||
        Address >= Slot.begin + Slot.size)
      continue;
    dmasan_sim_spdk_region Found = Slot;
    if (Remove)
      Slot = {};
    return Found;
  }
  return {};
}

} // extern "C"
