// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Do the arguments of a call agree with the mapping that it means? Pure.

#pragma once

#include "runtime/check/verdict.h"
#include "runtime/check/views.h"

namespace dmasan {

/// A new mapping or allocation: direction and size.
void checkNewMapping(const CallView &Call, Verdicts &Out);
/// Unmap of a streaming mapping.
void checkUnmap(const MappingView &M, const CallView &Call, Verdicts &Out);
/// Free of coherent, noncoherent or page memory.
void checkFree(const MappingView &M, const CallView &Call, Verdicts &Out);
/// Sync of a range of a mapping that contains its first byte.
void checkSync(const MappingView &M, const CallView &Call, Verdicts &Out);
/// A sync inside a mapping of several sub-buffers. Returns the bytes that it
/// should have been about.
uint64_t checkSubBuffers(const MappingView &M, const CallView &Call,
                         Verdicts &Out);
/// Entries of a scatterlist in unmap and sync.
void checkEntries(const MappingView &Head, const CallView &Call, Verdicts &Out);

} // namespace dmasan
