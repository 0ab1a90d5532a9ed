// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mapping calls that fail because somebody asked for it: a rule from the
// options (fail_map_*) or from dmasan_sim_fail_mappings(). Calls that the rule
// selects are numbered; whether one fails depends on its number and the seed
// only, so a run can be repeated.
// Threading: safe; no lock of the simulator may be held. Failure: a call site
// whose names are not known matches no pattern.

#pragma once

#include "runtime/sim/announce.h"

namespace dmasan::sim {

/// Whether this call, of the family Api (enum dmasan_api), has to fail. Says so
/// the first time, and always with verbosity=1.
bool injectFailure(uint32_t Api, const char *Function, Caller From);

} // namespace dmasan::sim
