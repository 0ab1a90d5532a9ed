// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// May this call be made in the context that it is made in? Pure.

#pragma once

#include "runtime/check/verdict.h"
#include "runtime/check/views.h"

namespace dmasan {

struct ContextView {
  bool IrqsOff = false;
  bool Atomic = false; // may not sleep: interrupt, spin lock, interrupts off
};

/// A call that allocates or frees coherent memory or pools. GfpFlags: as in
/// struct dmasan_call.
void checkContext(uint32_t Event, uint8_t Api, uint64_t GfpFlags,
                  const ContextView &Context, Verdicts &Out);

} // namespace dmasan
