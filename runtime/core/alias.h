// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Second CPU addresses of mapped memory and the maintenance of their lines.
//
// Threading: any context. A hand-over of the same memory that runs at the same
// time as beginAlias() or endAlias() may be missed by the alias; its records
// stay consistent.

#pragma once

#include "runtime/core/mapping.h"
#include "shadow/aliases.h"
#include "shadow/page_index.h"

namespace dmasan {

/// The page becomes a second address of the memory: what is mapped there is
/// mapped here, too, in the same state. Both are page numbers.
void beginAlias(uint64_t Alias, uint64_t Memory, AliasLines Lines,
                const ShadowRules &Rules);
/// The page ceases to be one. False: it was none.
bool endAlias(uint64_t Alias, const ShadowRules &Rules);

/// What was written through the alias becomes a write of the memory itself.
/// Whole hazard lines; plain memory is left alone.
void flushAlias(Span Bytes, const ShadowRules &Rules);
/// What the device wrote may be read through the alias.
void invalidateAlias(Span Bytes, const ShadowRules &Rules);

} // namespace dmasan
