// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that nobody has written since it was allocated. With option
// detect_uninitialized allocators fill new memory with bytes that nobody
// writes by chance, each address its own; what still holds them when a device
// is to read it is unwritten. A copy of such bytes has other addresses, so it
// is never taken for unwritten itself.
//
// Threading: no state. The memory is read where a hand-over says that nobody
// else writes it.

#pragma once

#include "runtime/engine/event.h"

namespace dmasan {

/// A mapping that its device reads is handed over: says so when some of its
/// bytes are unwritten.
void judgeUnwritten(Event &E, const Mapping &M, MappingId Id, Span Cpu,
                    const OriginInfo &Origin);

} // namespace dmasan
