// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Buffers that a layer above the driver copies to lines of their own on
// machines that need that. Where it leaves them in place, a shared line does no
// harm.
//
// Failure: what was said longest ago is forgotten, and reported then.

#include "runtime/engine/handlers.h"
#include "runtime/engine/recent_spans.h"

namespace dmasan {

static constinit RecentSpans<32> Said = {};

void onOwnLines(Event &E) {
  if (E.cpu() && E.Call.size)
    Said.note(spanOf(E.cpu(), E.Call.size));
}

bool hasOwnLines(Span Bytes) { return Said.cover(Bytes); }

} // namespace dmasan
