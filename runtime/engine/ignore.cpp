// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A small table of (thread, depth) words: the core has no thread-local storage.
// Threading: a word is changed by its own thread, after it claimed it. Failure:
// with all words taken, one more thread is not ignored, and is counted.

#include "runtime/engine/ignore.h"

#include "dmasan/interface.h"
#include "runtime/base/counters.h"
#include "runtime/port/port.h"

namespace dmasan {

namespace {

constexpr unsigned kWords = 64;
constinit std::atomic<uint64_t> Words[kWords] = {};
constinit std::atomic<uint32_t> Used = 0; // words that are not zero

constexpr uint64_t wordOf(uint32_t Thread, uint32_t Depth) {
  return uint64_t(Thread) << 32 | Depth;
}

std::atomic<uint64_t> *find(uint32_t Thread) {
  for (std::atomic<uint64_t> &Word : Words) {
    uint64_t Value = Word.load(std::memory_order_relaxed);
    if (Value && Value >> 32 == Thread)
      return &Word;
  }
  return nullptr;
}

} // namespace

bool threadIgnored() {
  return Used.load(std::memory_order_relaxed) && find(dmasan_port_thread());
}

} // namespace dmasan

using namespace dmasan;

extern "C" void dmasan_ignore_begin(void) {
  uint32_t Thread = dmasan_port_thread();
  if (std::atomic<uint64_t> *Word = find(Thread)) {
    Word->fetch_add(1, std::memory_order_relaxed);
    return;
  }
  Used.fetch_add(1, std::memory_order_relaxed);
  for (std::atomic<uint64_t> &Word : Words) {
    uint64_t Free = 0;
    if (Word.compare_exchange_strong(Free, wordOf(Thread, 1)))
      return;
  }
  Used.fetch_sub(1, std::memory_order_relaxed);
  count(Counter::BadEvents);
}

extern "C" void dmasan_ignore_end(void) {
  std::atomic<uint64_t> *Word = find(dmasan_port_thread());
  if (!Word)
    return;
  if (uint32_t(Word->fetch_sub(1, std::memory_order_relaxed)) != 1)
    return;
  Word->store(0, std::memory_order_release);
  Used.fetch_sub(1, std::memory_order_relaxed);
}
