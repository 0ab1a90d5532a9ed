// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is mapped now, one mapping at a time, and how to forget all of it.
//
// Threading: a listing holds nothing from one mapping to the next: it sees each
// mapping that lives all the while, and may see or miss any other.

#pragma once

#include "runtime/core/mapping.h"

namespace dmasan {

/// Describes the first live mapping of the device (0: of any) whose id is not
/// below `From`. Returns its id, or 0 when there is none. Holds its lock and
/// those of its pages, one at a time and briefly.
MappingId describeLive(MappingId From, DeviceId Device, LiveMapping &Out);

/// Forgets all devices, mappings and pools, and what is known of memory's
/// owners, without judging anything: for a host that stops looking. What it
/// sees later may refer to things that it has never seen. No event may be on
/// its way.
void forgetState();

} // namespace dmasan
