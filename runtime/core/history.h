// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The last hand-overs of a mapping in 21 bytes each. Sequence keeps its low 32
// bits; expand() completes it from the present, which is exact for the last
// 2^32 events.
//
// Threading: guarded by the mapping's own lock.

#pragma once

#include "reports/finding.h"

namespace dmasan {

class History {
public:
  /// Entries without a kind say nothing.
  void clear() {
    for (HandoverKind &Kind : Kinds)
      Kind = HandoverKind::None;
    Next = 0;
  }
  void push(const Handover &H);
  /// The first store into bytes that the CPU owns. Stores that continue the
  /// last such range grow it instead; true when it was taken that way and no
  /// stack is needed.
  bool extendWrite(uint64_t Offset, uint64_t Size);
  /// Oldest first, unused entries last with Kind None.
  void expand(uint64_t NowSequence, Handover (&Out)[kHistoryLength]) const;
  /// Stack of the newest write that touches the byte, or of the newest one.
  StackId writeStack(uint64_t Offset) const;
  HandoverKind newestKind() const;
  /// Low bits of the newest entry's number; null when there is none.
  const uint32_t *newestSequence() const {
    return newestKind() == HandoverKind::None ? nullptr
                                              : &Entries[newest()].Sequence;
  }

private:
  struct Entry {
    uint32_t Sequence;
    uint32_t Offset, Size; // saturated
    uint32_t Thread;
    StackId Stack;
  };

  unsigned newest() const {
    return (Next + kHistoryLength - 1) % kHistoryLength;
  }

  Entry Entries[kHistoryLength] = {};
  HandoverKind Kinds[kHistoryLength] = {};
  uint8_t Next = 0; // entry that is written next
};

} // namespace dmasan
