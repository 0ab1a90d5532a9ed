// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sentence and the fix of a finding: advice.def with its placeholders
// filled in.

#pragma once

#include "reports/finding.h"
#include "runtime/base/text_buffer.h"

namespace dmasan {

void writeSentence(TextBuffer &Out, const Finding &F);
void writeFix(TextBuffer &Out, const Finding &F);

/// A length of time, in the unit that suits it.
void writeTime(TextBuffer &Out, uint64_t Ns);

/// DMA_TO_DEVICE and so on; the number when it is no direction.
void writeDirection(TextBuffer &Out, uint64_t Direction);
/// "single", "page", ...: the family of calls as models name it.
const char *apiName(uint64_t Api);

/// The call that a mapping asks for, as one would write it in C.
enum class CallKind : uint8_t {
  Map,
  Test, // whether it failed
  Unmap,
  SyncForCpu,
  SyncForDevice
};
void writeCall(TextBuffer &Out, CallKind Kind, const MappingInfo &M,
               uint64_t Offset, uint64_t Size);

/// Expands {placeholders} of one template; an unknown one is left as it is
/// and makes the result false.
bool expandTemplate(TextBuffer &Out, StringRef Template, const Finding &F);

struct Advice {
  const char *Sentence;
  const char *Fix;
};
const Advice &adviceOf(Kind K);

} // namespace dmasan
