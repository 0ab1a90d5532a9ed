// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic on addresses, ranges and bit masks. Constexpr, no state.
// Invariant: an End is exclusive, and a range that would wrap around ends at
// the last address.

#pragma once

#include <stddef.h>
#include <stdint.h>

namespace dmasan {

constexpr uint64_t alignDown(uint64_t Value, uint64_t Power) {
  return Value & ~(Power - 1);
}
/// Saturates instead of wrapping around.
constexpr uint64_t alignUp(uint64_t Value, uint64_t Power) {
  uint64_t Up = (Value + (Power - 1)) & ~(Power - 1);
  return Up < Value ? alignDown(~uint64_t(0), Power) : Up;
}
constexpr bool isAligned(uint64_t Value, uint64_t Power) {
  return (Value & (Power - 1)) == 0;
}

constexpr uint64_t saturatingEnd(uint64_t Begin, uint64_t Size) {
  uint64_t End = Begin + Size;
  return End < Begin ? ~uint64_t(0) : End;
}

constexpr uint64_t minOf(uint64_t A, uint64_t B) { return A < B ? A : B; }
constexpr uint64_t maxOf(uint64_t A, uint64_t B) { return A < B ? B : A; }

/// Bytes [Begin, End) of an address space.
struct Span {
  uint64_t Begin = 0;
  uint64_t End = 0;

  constexpr bool empty() const { return Begin >= End; }
  constexpr uint64_t size() const { return empty() ? 0 : End - Begin; }
  constexpr bool contains(uint64_t Address) const {
    return Address >= Begin && Address < End;
  }
  constexpr bool contains(Span Inner) const {
    return Inner.Begin >= Begin && Inner.End <= End;
  }
  constexpr bool overlaps(Span Other) const {
    return Begin < Other.End && Other.Begin < End;
  }
  constexpr Span intersect(Span Other) const {
    return {maxOf(Begin, Other.Begin), minOf(End, Other.End)};
  }
  /// Grown outwards to multiples of Power.
  constexpr Span widen(uint64_t Power) const {
    return {alignDown(Begin, Power), alignUp(End, Power)};
  }
};

constexpr Span spanOf(uint64_t Begin, uint64_t Size) {
  return {Begin, saturatingEnd(Begin, Size)};
}

/// Bits [From, To) of 64, 0 <= From <= To <= 64.
constexpr uint64_t maskBits(unsigned From, unsigned To) {
  if (From >= To)
    return 0;
  uint64_t Upper = To == 64 ? ~uint64_t(0) : (uint64_t(1) << To) - 1;
  return Upper & ~((uint64_t(1) << From) - 1);
}

constexpr unsigned firstBit(uint64_t Mask) {
  return unsigned(__builtin_ctzll(Mask));
}
/// Length of the run of ones that begins at the lowest one.
constexpr unsigned firstRun(uint64_t Mask) {
  uint64_t Rest = ~(Mask >> firstBit(Mask));
  return Rest == 0 ? 64 : firstBit(Rest);
}

/// Smallest N with 2^N >= Value, for Value >= 1.
constexpr unsigned log2Ceil(uint64_t Value) {
  return Value <= 1 ? 0 : 64 - unsigned(__builtin_clzll(Value - 1));
}

constexpr uint64_t mixHash(uint64_t Value) {
  Value ^= Value >> 33;
  Value *= 0xff51afd7ed558ccdu;
  Value ^= Value >> 33;
  Value *= 0xc4ceb9fe1a85ec53u;
  return Value ^ Value >> 33;
}

} // namespace dmasan
