// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keeps everything that the code under test tells its host.

#include "tests/unit/support/recording_port.h"

#include "runtime/port/port.h"

#include <cstdlib>

namespace recording_port {

std::atomic<int> AllocationsLeft = 1 << 30;
std::atomic<int> LiveAllocations = 0;
std::mutex Lock;
std::vector<std::string> Messages;
std::vector<dmasan::Finding> Findings;

void reset() {
  AllocationsLeft = 1 << 30;
  LiveAllocations = 0;
  Messages.clear();
  Findings.clear();
}

} // namespace recording_port

using namespace recording_port;

extern "C" {

void *dmasan_port_alloc(size_t Bytes) {
  if (AllocationsLeft.fetch_sub(1) <= 0)
    return nullptr;
  ++LiveAllocations;
  return calloc(1, Bytes);
}

void dmasan_port_free(void *Memory, size_t) {
  --LiveAllocations;
  free(Memory);
}

void dmasan_port_message(const char *Text) {
  std::lock_guard Guard(Lock);
  Messages.emplace_back(Text);
}

void dmasan_port_finding(const dmasan_finding *F) {
  std::lock_guard Guard(Lock);
  Findings.push_back(*reinterpret_cast<const dmasan::Finding *>(F));
}

} // extern "C"
