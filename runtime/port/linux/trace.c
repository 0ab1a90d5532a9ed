// SPDX-License-Identifier: GPL-2.0
//
// The trace events' bodies. With no listener each is one jump that is patched
// out.

#include "runtime/port/linux/glue.h"

#define CREATE_TRACE_POINTS
#include "runtime/port/linux/dmasan_trace.h"

void dmasan_trace_finding(const struct dmasan_finding *finding) {
  struct dmasan_report report;
  if (!trace_dmasan_finding_enabled())
    return;
  dmasan_report_of(finding, &report);
  trace_dmasan_finding(&report);
}
