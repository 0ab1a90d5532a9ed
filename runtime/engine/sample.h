// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sampling, for systems in use: one streaming mapping or scatterlist in
// `sample` is watched, the others cost next to nothing. Coherent memory and
// pools stay, which are few and live long.
//
// The page of the DMA address decides, with the seed, so that a call that ends
// a mapping knows what was decided when it began. Every page has the same
// chance; a seed of 0 draws anew in each run.
//
// Invariant: what is not known accuses nobody. A call that names no known
// mapping is judged only where one would be known: at the start of a mapping,
// for a device without lists that were left out.
// Threading: safe anywhere. The options stay as they are while mappings live.

#pragma once

#include "runtime/engine/event.h"

namespace dmasan {

/// Whether there are mappings that are not watched.
bool samples();
/// Whether a mapping, or a list, that begins there is watched.
bool isWatched(uint64_t Dma);

/// A mapping begins that is not watched.
void passOver(Event &E);
/// Some of its bytes: what was stale in them ends.
void passOver(Event &E, Span Cpu);

/// Whether the device may have mappings that are not known.
bool mayBeUnknown(DeviceId Device);

} // namespace dmasan
