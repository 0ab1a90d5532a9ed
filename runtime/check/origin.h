// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// May this memory be mapped at all? Pure.

#pragma once

#include "runtime/check/verdict.h"
#include "runtime/check/views.h"

namespace dmasan {

/// At most one verdict.
void checkOrigin(const OriginInfo &Origin, Span Cpu, uint32_t Api,
                 Verdicts &Out);

/// A streaming mapping of coherent memory, of the same device or another.
void checkOntoCoherent(uint32_t Api, bool SameDevice, Verdicts &Out);
/// Pages that the device will read and that were written through an alias.
void checkAlias(const OriginInfo &Origin, uint32_t Direction, Verdicts &Out);

/// dma_map_resource of an address that turns out to be memory.
void checkResource(const OriginInfo &Origin, Verdicts &Out);

} // namespace dmasan
