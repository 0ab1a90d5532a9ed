// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who else lives on the cache lines of a buffer that the device may write?
// Pure. A mapping gets at most one of these verdicts, the most specific.

#pragma once

#include "runtime/check/verdict.h"
#include "runtime/check/views.h"
#include "runtime/core/pairs.h"

namespace dmasan {

/// The bytes of an object that has its cache lines for itself: its allocator
/// pads it, or it fills whole lines. Empty: others may be there.
Span ownBytes(const OriginInfo &Origin, uint64_t HazardLine);

/// Alignment of a device-writable buffer against its object. `ReportUnknown`:
/// judge buffers whose object is unknown.
void checkAlignment(Span Cpu, const OriginInfo &Origin, uint64_t HazardLine,
                    bool ReportUnknown, Verdicts &Out);

/// A new mapping against an older one that it gets into the way of.
void checkPartner(PairRelation Relation, Span New, Span Old,
                  uint64_t HazardLine, Verdicts &Out);

} // namespace dmasan
