// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whose mistake a call is: functions that call the DMA API on their callers'
// behalf are passed on the way out, by name.
//
// Names cost much, and the place of a repeated finding has to be cheap: what an
// address is is asked once and kept in a small table, where another address may
// take its place. Threading: any context, no lock of ours; the host's answer
// may take one. Failure: without names nothing is passed.

#pragma once

#include "runtime/base/string_ref.h"

namespace dmasan {

/// Whether a function is one of pass_on.def or of option pass_on.
bool passesOn(StringRef Function);

enum class Passage : uint8_t {
  Unknown,
  Stops,    // somebody's own code
  Hidden,   // no place of a finding anyway
  PassesOn, // on behalf of the next one
};
/// Host's service: what all functions of a return address come to.
using PassageTest = Passage (*)(uintptr_t ReturnAddress);
void setPassageTest(PassageTest Test);

/// How many innermost frames of a call's stack act on behalf of the next.
size_t passedFrames(const uintptr_t *Frames, size_t Count);

/// Addresses may be other code's from now on.
void forgetPassages();

} // namespace dmasan
