// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Order of CPU and device on coherent memory: what barriers and register
// accesses, loads and stores, and the device's own accesses mean for it.
//
// Option `ordering` says how much of it is judged; relaxed register writes in
// programs that have some, second reads in those that were built for it.
// Threading: no lock is held by the caller.

#pragma once

#include "runtime/engine/event.h"

namespace dmasan {

/// Accesses of coherent memory that have to trap, for what the options ask.
uint8_t coherentTraps();

/// A CPU access to bytes of a coherent mapping.
void onCoherentAccess(Event &E, MappingRef &M, Span Bytes, bool Store);
/// A device's access to them.
void onCoherentDeviceAccess(Event &E, MappingRef &M, Span Bytes, bool Write);
/// A coherent mapping begins or ends: its bytes have no past.
void forgetOrder(const Mapping &M, MappingId Id);

} // namespace dmasan
