// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A port for unit tests of the reporting path: memory that can run short,
// messages and findings kept for the test to look at. Link recording_port.cpp.

#pragma once

#include "reports/finding.h"

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

namespace recording_port {

extern std::atomic<int> AllocationsLeft;
extern std::atomic<int> LiveAllocations;
extern std::mutex Lock; // guards the two below
extern std::vector<std::string> Messages;
extern std::vector<dmasan::Finding> Findings;

void reset();

} // namespace recording_port
