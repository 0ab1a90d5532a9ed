// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which of the mapping calls that fault injection selects fail. Pure: the n-th
// call of a seed fails or not, wherever it runs.

#pragma once

#include <stdint.h>

namespace dmasan {

struct InjectionRule {
  uint64_t Every = 0; // every n-th, 0: none
  uint64_t At = 0;    // the n-th, 0: none
  uint64_t Percent = 0;
  uint64_t Seed = 0;

  bool any() const { return Every || At || Percent; }

  /// Number of the call, from 1.
  bool fails(uint64_t Number) const {
    return (Every && Number % Every == 0) || (At && Number == At) ||
           (Percent && mix(mix(Seed) ^ Number) % 100 < Percent);
  }

private:
  // splitmix64: every number of every seed has its own, well mixed.
  static uint64_t mix(uint64_t Value) {
    Value += 0x9e3779b97f4a7c15u;
    Value = (Value ^ (Value >> 30)) * 0xbf58476d1ce4e5b9u;
    Value = (Value ^ (Value >> 27)) * 0x94d049bb133111ebu;
    return Value ^ (Value >> 31);
  }
};

} // namespace dmasan
