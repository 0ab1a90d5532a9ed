// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Notes about mappings that cost more than they move: many tiny ones from one
// place, one buffer that is mapped again and again, a place whose mappings pile
// up, and many syncs where none is needed. Said once a place, when a count is
// reached.

#pragma once

#include "runtime/engine/event.h"

namespace dmasan {

/// Counts a new streaming mapping. `Id` is referenced by the caller.
void noteCost(Event &E, const Mapping &M, MappingId Id);
/// Counts a new mapping or allocation of any kind until noteCostEnd().
void noteGrowth(Event &E, Mapping &M, MappingId Id);
void noteCostEnd(Mapping &M);
/// Counts a sync that does nothing on this machine.
void noteSync(Event &E, const Mapping &M, MappingId Id);

} // namespace dmasan
