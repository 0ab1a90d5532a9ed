// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counters of what the core could not do or left out, from counters.def.
// Threading: relaxed atomics, any context.

#pragma once

#include <atomic>
#include <stddef.h>
#include <stdint.h>

namespace dmasan {

enum class Counter : uint8_t {
#define DMASAN_COUNTER(Id, Text) Id,
#include "runtime/base/counters.def"
};

inline constexpr size_t kCounterCount = 0
#define DMASAN_COUNTER(Id, Text) +1
#include "runtime/base/counters.def"
    ;

inline constexpr const char *kCounterTexts[] = {
#define DMASAN_COUNTER(Id, Text) Text,
#include "runtime/base/counters.def"
};
static_assert(sizeof(kCounterTexts) / sizeof(kCounterTexts[0]) ==
              kCounterCount);

namespace detail {
inline constinit std::atomic<uint64_t> CounterValues[kCounterCount] = {};
}

inline void count(Counter C) {
  detail::CounterValues[size_t(C)].fetch_add(1, std::memory_order_relaxed);
}
inline uint64_t counterValue(Counter C) {
  return detail::CounterValues[size_t(C)].load(std::memory_order_relaxed);
}

} // namespace dmasan
