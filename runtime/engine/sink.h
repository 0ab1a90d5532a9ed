// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sink takes every finding that a check makes and decides whether a person
// gets to see it: severity policy, deduplication, suppression, the limit of a
// mapping, counting. What
// is left goes to the host through dmasan_port_finding.
//
// Threading: any context, no core lock held; a repeated finding costs one table
// lookup. Failure: what could not be kept is counted, never lost in silence.

#pragma once

#include "dmasan/interface.h"
#include "reports/finding.h"
#include "runtime/engine/suppressions.h"

namespace dmasan {

/// Takes a finding. F.Sev may be changed to what the options make of it; the
/// last one that a mapping is granted is marked. False: nobody is told of it,
/// now or before.
bool report(Finding &F);

struct SinkCounts {
  uint64_t Reported[4]; // by severity
  uint64_t Duplicates;
  uint64_t Suppressed;
  uint64_t BelowLevel; // less severe than report_from
  uint64_t Filtered;   // of devices that the filter does not want
  uint64_t TableFull;  // new, but there was no room to remember it
  uint64_t total() const {
    return Reported[0] + Reported[1] + Reported[2] + Reported[3];
  }
};
SinkCounts sinkCounts();

/// The suppressions in force.
SuppressionList &suppressions();
/// Whose findings are wanted (filter.h) from now on. The text has to stay until
/// nobody who was in report() before is there any more.
void setFilter(const char *Text);
/// How the host finds the names of a finding's frames; null: it does not.
void setFrameWalker(FrameWalker Walk);

/// The finding as users of the public interface see it; points into F.
dmasan_report factsOf(const Finding &F);

/// What was reported may be reported again: code was unloaded, and its
/// addresses will be other code's.
void forgetFindings();
/// Forgets findings and counts, not the suppressions. For tests.
void resetSink();

} // namespace dmasan
