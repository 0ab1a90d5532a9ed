// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Accesses of a device to memory. Pure.

#pragma once

#include "runtime/check/verdict.h"
#include "runtime/check/views.h"

namespace dmasan {

/// What is known of the address that a device used.
struct TargetView {
  bool Mapped = false;       // the first byte lies in a live mapping
  bool ErrorAddress = false; // it is the address of a failed mapping
  bool WasMapped = false;    // ... in one that was unmapped
  bool NearMapping = false;  // ... right beside a live one
  bool BeyondWires = false;  // the bus cut it
  bool ShutDown = false;     // the device should be quiet
};
/// The verdict on an access that is wrong whatever the mapping says; false when
/// the mapping decides.
bool checkTarget(const TargetView &Target, Verdicts &Out);

/// An access that begins in the mapping. Reach: end of what the device was
/// given, in DMA addresses (more than the mapping for merged entries).
void checkDeviceAccess(const MappingView &M, Span Dma, uint64_t Reach,
                       bool Write, Verdicts &Out);

} // namespace dmasan
