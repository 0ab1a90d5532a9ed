// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The shadow byte of one 64-byte line: two trap bits and the reason for them.
//
//     bit   7 6 5   4 3 2    1           0
//           zero    reason   store trap  load trap
//
// Invariants: a zero byte is memory that DMASan knows nothing of, and never
// traps; the inline test of instrumented code looks at one trap bit only, the
// reason serves the slow path and the dump in a report. A line whose bytes
// differ, or that carries more than one mapping, is Mixed: exact masks decide.
// Threading: bytes are read without order by instrumented code and written
// with relaxed atomic stores under the lock of the line's page.

#pragma once

#include <stdint.h>

namespace dmasan {

constexpr unsigned kLineShift = 6;
constexpr uintptr_t kLineSize = uintptr_t(1) << kLineShift;

enum class LineReason : uint8_t {
#define DMASAN_LINE_REASON(Id, Value, Traps, Letter, Text) Id = Value,
#include "shadow/line_reasons.def"
};

inline constexpr unsigned kLineReasons = 8; // three bits

enum : uint8_t { kLoadTrap = 1, kStoreTrap = 2, kBothTraps = 3 };

/// Accesses that trap when the whole line is in this state.
constexpr uint8_t trapsOf(LineReason Reason) {
  constexpr unsigned All = 0
#define DMASAN_LINE_REASON(Id, Value, Traps, Letter, Text) | Traps << 2 * Value
#include "shadow/line_reasons.def"
      ;
  return All >> 2 * unsigned(Reason) & kBothTraps;
}

class ShadowByte {
public:
  constexpr ShadowByte() = default;
  constexpr explicit ShadowByte(uint8_t Raw) : Raw(Raw) {}
  constexpr ShadowByte(LineReason Reason, uint8_t Traps)
      : Raw(uint8_t(uint8_t(Reason) << kReasonShift | Traps)) {}

  constexpr uint8_t raw() const { return Raw; }
  constexpr uint8_t traps() const { return Raw & kBothTraps; }
  constexpr LineReason reason() const {
    return LineReason(Raw >> kReasonShift & kReasonMask);
  }
  constexpr bool operator==(const ShadowByte &) const = default;

private:
  static constexpr unsigned kReasonShift = 2;
  static constexpr uint8_t kReasonMask = 7;
  uint8_t Raw = 0;
};

static_assert(sizeof(ShadowByte) == 1);
static_assert(ShadowByte(LineReason::Clean, 0).raw() == 0,
              "untouched shadow pages are zero and must not trap");

} // namespace dmasan
