// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cache maintenance by address, for those who implement a DMA API or do
// without one. Pure; at most one verdict a call.

#pragma once

#include "runtime/check/verdict.h"
#include "runtime/check/views.h"

namespace dmasan {

enum class CacheOp : uint8_t { Clean, Invalidate, Flush };

struct CacheOpView {
  CacheOp Op;
  Span Bytes;
  bool WholeLines = false; // leaves out lines that Bytes has a part of only
};

/// Judges an operation against the mapping that has its first byte (null: no
/// mapping) and the object that it begins in. `ReportUnknown`: judge partial
/// lines of memory whose object is unknown.
void checkCacheOp(const CacheOpView &Op, const MappingView *Mapping,
                  const OriginInfo &Origin, uint64_t HazardLine,
                  bool ReportUnknown, Verdicts &Out);

} // namespace dmasan
