// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What families of API calls (events.def) have in common.

#pragma once

#include "dmasan/interface.h"
#include <stdint.h>

namespace dmasan {

/// Mappings that a list of entries names.
constexpr bool isListApi(uint32_t Api) {
  return Api == DMASAN_API_SG || Api == DMASAN_API_NONCONTIGUOUS;
}

/// Memory without hand-overs.
constexpr bool isCoherentApi(uint32_t Api) {
  return Api == DMASAN_API_COHERENT || Api == DMASAN_API_POOL ||
         Api == DMASAN_API_MANAGED;
}

} // namespace dmasan
