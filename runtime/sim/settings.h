// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The options that shape the simulated machine, read anew at each use.

#pragma once

#include <stddef.h>
#include <stdint.h>

namespace dmasan::sim {

struct Settings {
  size_t CacheLine;
  bool KmallocAligned;
  bool MergeSg;
  bool Bounce;
  bool Guard;
  bool Canary;
  bool Scramble;
};

Settings settings();

/// What kmalloc aligns to: at least the line of the code's own compilation.
inline size_t cacheAlignment() {
  size_t Line = settings().CacheLine;
  return Line > 64 ? Line : 64;
}

} // namespace dmasan::sim
