// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Accesses to coherent memory that a platform maps strongly ordered. Pure.

#pragma once

#include "runtime/check/verdict.h"
#include "runtime/check/views.h"

namespace dmasan {

/// `Bulk`: made by memcpy or a relative, which picks its own access sizes.
void checkCoherentAccess(Span Bytes, bool Bulk, Verdicts &Out);

} // namespace dmasan
