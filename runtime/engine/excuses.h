// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mappings whose findings are known and excused, each for a reason in words.
//
// Invariant: an excuse belongs to one mapping and ends with what is known of
// it. Threading: one lock for the tables, taken where an excuse is made and at
// a mapping's begin while an excuse waits for one. Failure: with the tables
// full an excuse has no effect, and that is counted.

#pragma once

#include "runtime/engine/event.h"

namespace dmasan {

/// Index of a reason; 0: there is no excuse.
using ExcuseId = uint8_t;

/// The excuse that waits for a mapping of the memory, which takes it.
ExcuseId takeExcuse(const void *Device, uint64_t Cpu);
/// Excuses that wait are forgotten.
void forgetExcuses();

/// Counts a finding that is excused.
void noteExcused(ExcuseId Id);
const char *excuseText(ExcuseId Id);
uint64_t excuseHits(ExcuseId Id);
/// All ids are below this.
ExcuseId excuseBound();

} // namespace dmasan
