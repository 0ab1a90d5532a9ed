// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A mapping as the page index sees it: a numbered range of CPU memory with two
// properties. The layer above owns the records and defines the functions.
//
// Threading: a Party's members do not change while anybody holds a reference.

#pragma once

#include "runtime/base/bits.h"
#include "shadow/encoding.h"

namespace dmasan {

/// Index of a mapping record; 0 is nobody.
using PartyId = uint32_t;

struct Party {
  Span Cpu;          // bytes of CPU memory
  bool DeviceWrites; // FROM_DEVICE or BIDIRECTIONAL
  bool Coherent;     // no hand-overs
};

const Party &party(PartyId Id);
/// A page of the index begins and ceases to name the party. Any locks may be
/// held; the record may be gone after the second.
void retainParty(PartyId Id);
void releaseParty(PartyId Id);

/// Bits of Range on the line that begins at LineBegin.
constexpr uint64_t bitsOn(uint64_t LineBegin, Span Range) {
  Span On = Range.intersect({LineBegin, LineBegin + kLineSize});
  return On.empty() ? 0
                    : maskBits(unsigned(On.Begin - LineBegin),
                               unsigned(On.End - LineBegin));
}

} // namespace dmasan
