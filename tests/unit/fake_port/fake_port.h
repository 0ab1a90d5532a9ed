// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A host for unit tests of the core: an arena with shadow, stacks made of
// numbers, and a recorder for findings. One process-wide instance, because the
// port is a set of C functions.
//
// Threading: the recorder is locked, so that stress tests may use it.

#pragma once

#include "dmasan/interface.h"
#include "reports/finding.h"
#include "runtime/port/port.h"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace dmasan::fake {

inline constexpr size_t kArenaSize = size_t(4) << 30;

class Host {
public:
  static Host &get();

  /// Findings taken out of the recorder; forgets which were made before.
  std::vector<Finding> take();
  /// Memory with shadow, aligned to a page. Never given out twice.
  char *pages(size_t Bytes);

  /// Answers the core's questions; unset: nothing is known.
  std::function<void(uintptr_t, uint64_t, struct dmasan_port_origin &)> Origin;
  std::function<void(const void *, struct dmasan_port_device &)> Device;
  std::function<uintptr_t(uintptr_t)> AliasMemory;
  std::atomic<bool> SyncNeeded = true;
  std::atomic<unsigned> Context = 0;
  /// Called for every finding before it is recorded, no lock held.
  std::function<void(const Finding &)> OnFinding;
  std::atomic<bool> NoMemory = false;
  std::atomic<size_t> Allocated = 0; // bytes that the core has now
  std::atomic<bool> InNmi = false;

  char *arena() const { return Arena; }
  bool hasShadow(uintptr_t Address) const {
    return Address - reinterpret_cast<uintptr_t>(Arena) < kArenaSize;
  }
  uint8_t *shadow(uintptr_t Address) {
    return &Shadow[(Address - reinterpret_cast<uintptr_t>(Arena)) >> 6];
  }
  void record(const Finding &F);

private:
  Host();
  char *Arena;
  std::atomic<size_t> Used = 0;
  uint8_t *Shadow; // pages that nobody touches take no memory
  std::mutex Lock;
  std::vector<Finding> Findings;
};

/// Makes calls with as little ceremony as possible. Every call comes from a
/// different "place", so that nothing is taken for a duplicate.
class Driver {
public:
  explicit Driver(uint64_t Mask = ~uint64_t(0));
  ~Driver();
  const void *device() const { return &Identity; }

  dmasan_call make(dmasan_event Event, dmasan_api Api) const;
  void send(const dmasan_call &Call) const;

  /// The DMA address is the CPU address plus an offset of the device.
  uint64_t dma(const void *Cpu) const;
  uint64_t map(const void *Cpu, uint64_t Size, dmasan_direction Direction,
               uint64_t Attrs = 0, dmasan_api Api = DMASAN_API_SINGLE) const;
  void unmap(uint64_t Dma, uint64_t Size, dmasan_direction Direction,
             uint64_t Attrs = 0, dmasan_api Api = DMASAN_API_SINGLE) const;
  void syncForCpu(uint64_t Dma, uint64_t Size, dmasan_direction D) const;
  void syncForDevice(uint64_t Dma, uint64_t Size, dmasan_direction D) const;
  void deviceRead(uint64_t Dma, uint64_t Size) const;
  void deviceWrite(uint64_t Dma, uint64_t Size) const;
  void remove() const;

private:
  char Identity = 0;
};

void load(const void *Address, size_t Size);
void store(const void *Address, size_t Size);
void freeMemory(const void *Address, size_t Size);

/// "kind@offset" of each finding, in order.
std::vector<std::string> names(const std::vector<Finding> &Findings);
/// The findings since the last call, as above.
std::vector<std::string> taken();

} // namespace dmasan::fake
