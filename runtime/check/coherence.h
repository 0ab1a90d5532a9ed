// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Does the system believe of a device's caches what the hardware does? Pure.

#pragma once

#include "runtime/check/verdict.h"
#include "runtime/check/views.h"

namespace dmasan {

/// At a hand-over of memory that the device reads (ToDevice) or wrote.
void checkCoherence(const DeviceView &D, uint32_t Direction, bool ToDevice,
                    Verdicts &Out);

} // namespace dmasan
