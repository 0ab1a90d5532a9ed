// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// JSON from a file that anybody may have written. A value that is copied,
// printed or destroyed costs stack for each level, so that one deeper than any
// finding is none.

#pragma once

#include "llvm/ADT/StringRef.h"
#include <nlohmann/json.hpp>

namespace dmasan::tool {

/// Discarded when the text is no JSON, or nested too deeply.
inline nlohmann::json parseJson(llvm::StringRef Text) {
  constexpr int Deepest = 64;
  using Json = nlohmann::json;
  bool TooDeep = false;
  Json Value = Json::parse(
      Text.begin(), Text.end(),
      [&](int Depth, Json::parse_event_t, Json &) {
        TooDeep |= Depth > Deepest;
        return !TooDeep;
      },
      /*allow_exceptions=*/false);
  return TooDeep ? Json(Json::value_t::discarded) : Value;
}

} // namespace dmasan::tool
