// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The long texts of every kind, in the order of kinds.def.

#pragma once

#include "reports/kinds.h"

namespace dmasan::tool {

struct KindHelp {
  Kind What;
  const char *Meaning; // what was seen, and what near it is legal
  const char *Cause;   // how drivers come to do it
  const char *Harm;    // the consequence on hardware
  const char *Mending; // what to change
};

inline constexpr KindHelp kKindHelp[] = {
#define DMASAN_KIND_HELP(Id, Meaning, Cause, Harm, Mending)                    \
  {Kind::Id, Meaning, Cause, Harm, Mending},
#include "tools/dmasan/kind_help.def"
};

constexpr bool kindHelpIsInOrder() {
  for (size_t I = 0; I < kKindCount; ++I)
    if (kKindHelp[I].What != Kind(I))
      return false;
  return true;
}
static_assert(sizeof(kKindHelp) / sizeof(kKindHelp[0]) == kKindCount,
              "kind_help.def has one row for every row of kinds.def");
static_assert(kindHelpIsInOrder(), "kind_help.def is in kinds.def's order");

} // namespace dmasan::tool
