// SPDX-License-Identifier: GPL-2.0
//
// The trace events' bodies, and what the rest of the glue calls. With no
// listener each is one jump that is patched out.

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

void dmasan_trace_call(const struct dmasan_call *call, unsigned long pc) {
  trace_dmasan_call(call, pc);
}
