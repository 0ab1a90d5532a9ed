// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pools of small coherent blocks, by the address of the host's pool.
// Threading: lookups take one stripe. Failure: a pool that could not be kept is
// counted, and its blocks are not known.

#pragma once

#include "runtime/core/device.h"

namespace dmasan {

struct PoolFacts {
  const void *Device; // identity
  uint64_t BlockSize;
};

bool addPool(const void *Identity, const PoolFacts &Facts);
bool findPool(const void *Identity, PoolFacts &Facts);
bool removePool(const void *Identity);
/// Nobody may be adding or removing one.
void forgetPools();

} // namespace dmasan
