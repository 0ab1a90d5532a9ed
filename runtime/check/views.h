// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a check may look at: copies of the facts about a mapping, a call, a
// device and a piece of memory. Plain data, so a test forges them by hand.

#pragma once

#include "dmasan/interface.h"
#include "reports/finding.h"
#include "runtime/base/apis.h"
#include "runtime/base/bits.h"

namespace dmasan {

struct MappingView {
  Span Cpu;
  uint64_t Dma = 0;
  uint64_t Size = 0;
  uint64_t Attrs = 0;
  uint64_t Count = 0;   // scatterlist: entries given to map_sg
  uint64_t SubSize = 0; // of its declared sub-buffers, 0: it has none
  uint8_t Api = 0;
  uint8_t Direction = 0;
  bool Coherent = false;
  bool ErrorUnchecked = false; // its mapping_error would have been seen
  bool Managed = false;        // freed by the host with the device

  Span dma() const { return spanOf(Dma, Size); }
};

struct CallView {
  uint8_t Api = 0;
  uint32_t Direction = 0;
  uint64_t Dma = 0; // with the offset added
  uint64_t Size = 0;
  uint64_t Attrs = 0;
  uint64_t Count = 0; // scatterlist entries; 0: the call has none
  uint64_t Cpu = 0;
  bool Managed = false;       // a call for managed memory
  bool CountIsResult = false; // Count is known to be what map_sg returned

  Span dma() const { return spanOf(Dma, Size); }
};

struct DeviceView {
  uint64_t Mask = 0; // for this kind of memory; 0: not set
  uint64_t BusMask = 0;
  uint64_t BoundaryMask = 0;
  uint64_t MaxSegment = 0;
  bool DefaultMask = false; // a bus set it
  bool DeclaredCoherent = false;
  bool Snoops = false;
  bool HardwareKnown = false;
};

constexpr bool deviceWrites(uint32_t Direction) {
  return Direction != DMASAN_TO_DEVICE;
}
constexpr bool deviceReads(uint32_t Direction) {
  return Direction != DMASAN_FROM_DEVICE;
}
constexpr bool isValidDirection(uint32_t Direction) {
  return Direction == DMASAN_BIDIRECTIONAL || Direction == DMASAN_TO_DEVICE ||
         Direction == DMASAN_FROM_DEVICE;
}

} // namespace dmasan
