// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The choice is a hash, not a generator: the end of a mapping has to repeat it.

#include "runtime/engine/sample.h"

#include "runtime/base/bits.h"
#include "runtime/base/counters.h"
#include "runtime/core/device.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/options.h"
#include "runtime/port/port.h"

namespace dmasan {

namespace {

constinit std::atomic<uint64_t> Drawn = 0; // 0: not drawn yet

/// The seed, mixed.
uint64_t salt() {
  if (uint32_t Given = options().sample_seed)
    return mixHash(Given);
  uint64_t Have = Drawn.load(std::memory_order_relaxed);
  if (Have)
    return Have;
  uint64_t Fresh = mixHash(dmasan_port_time_ns()) | 1;
  return Drawn.compare_exchange_strong(Have, Fresh) ? Fresh : Have;
}

} // namespace

bool samples() { return options().sample > 1; }

bool isWatched(uint64_t Dma) {
  uint64_t Among = options().sample;
  if (Among <= 1)
    return true;
  // An address that lost its upper half is still the same one.
  uint64_t Page = uint32_t(Dma) >> kPageShift;
  uint64_t Hash = mixHash(Page ^ salt());
  return (uint64_t(uint32_t(Hash)) * Among) >> 32 == 0;
}

void passOver(Event &E) {
  count(Counter::UnwatchedMappings);
  forgetFailure(E);
}

void passOver(Event &E, Span Cpu) {
  if (!Cpu.empty() &&
      rangeTrapped(uintptr_t(Cpu.Begin), uintptr_t(Cpu.size()), 0xff))
    endStaleBytes(Cpu, E.Rules);
}

bool mayBeUnknown(DeviceId Device) {
  return samples() || forgetsMappings(Device);
}

} // namespace dmasan
