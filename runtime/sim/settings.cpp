// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Options of the runtime, as the simulator needs them.

#include "runtime/sim/settings.h"

#include "runtime/engine/options.h"

namespace dmasan::sim {

Settings settings() {
  const Options &O = options();
  return {size_t(O.cache_line), bool(O.kmalloc_aligned),
          bool(O.sim_merge_sg), O.sim_bounce || O.sim_guard,
          O.sim_guard,          O.sim_canary,
          O.sim_scramble};
}

} // namespace dmasan::sim
