// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes that nobody writes by chance: every place has its own, and every
// purpose its own series. Pure.

#pragma once

#include <stdint.h>

namespace dmasan::sim {

enum class Pattern : uint64_t {
  Guard = 0x9b97f4a7c15,    ///< around a bounced buffer
  Canary = 0x476d1ce4e5b9,  ///< where the device has not written yet
  Scramble = 0x9bb133111eb, ///< what nobody may look at
};

constexpr char patternByte(Pattern What, uint64_t Place) {
  uint64_t Value = (Place + 1) * 0xbf58476d1ce4e5b9u ^ uint64_t(What);
  Value = (Value ^ (Value >> 29)) * 0x94d049bb133111ebu;
  return char(Value >> 56);
}

} // namespace dmasan::sim
