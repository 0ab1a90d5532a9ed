// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a guest's serial console says: findings, and how the run ended.

#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace dmasan::tool {

struct GuestLog {
  std::vector<nlohmann::json> Findings;
  std::optional<int> Exit; // of the guest script
  std::string Failure;     // panic, oops, or what was not understood
};

/// Findings come as numbered pieces ("dmasan-json 3.0: ..."), the last one
/// marked with a dollar sign; pieces of several findings may be interleaved.
/// A line with one of Known in it is no failure.
GuestLog readGuestLog(llvm::StringRef Text,
                      llvm::ArrayRef<std::string> Known = {});

} // namespace dmasan::tool
