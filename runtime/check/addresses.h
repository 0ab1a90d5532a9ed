// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Can the device reach the address that it was given? Pure.

#pragma once

#include "runtime/check/verdict.h"
#include "runtime/check/views.h"

namespace dmasan {

/// The driver sets another mask for coherent memory, and some lives.
void checkMaskChange(const DeviceView &D, uint64_t Old, uint64_t New,
                     Verdicts &Out);
/// A new mapping against the mask that the driver set and the bus's wires.
void checkMask(const DeviceView &D, Span Dma, Verdicts &Out);
/// One segment of a scatterlist, merged entries counted as one.
void checkSegment(const DeviceView &D, Span Dma, Verdicts &Out);

} // namespace dmasan
