// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which bytes of a FROM_DEVICE mapping the device has written since the buffer
// was given to it. Writes through dmasan_sim_dma_write are noted exactly;
// those through a window show by the canary that they replaced.
// Threading: the caller holds the device's lock.

#pragma once

#include "runtime/sim/bus.h"

namespace dmasan::sim {

/// From now on the mapping is watched. False when memory is short.
[[nodiscard]] bool watch(Mapping &M);
/// The range is the device's again: nothing of it is written yet.
void plantCanary(const Bus &B, Mapping &M, uint64_t Address, uint64_t Size);
void noteWritten(Mapping &M, uint64_t Address, uint64_t Size);

struct Run {
  uint64_t Begin; ///< less M.Address
  uint64_t Size;  ///< 0: none
};
/// The first bytes at From or after it that the device has not written. Where
/// only the canary tells, a run is a little too short rather than too long.
Run nextUnwritten(const Bus &B, const Mapping &M, uint64_t From);

} // namespace dmasan::sim
