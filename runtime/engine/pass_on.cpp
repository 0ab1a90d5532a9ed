// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A slot of the table is one word, an address and what it is, so that a reader
// sees both or neither.

#include "runtime/engine/pass_on.h"

#include "runtime/base/bits.h"
#include "runtime/engine/options.h"

#include <atomic>

namespace dmasan {

namespace {

constexpr const char *kGlobs[] = {
#define DMASAN_PASS_ON(Glob) Glob,
#include "runtime/engine/pass_on.def"
};

constexpr size_t kSlots = 1024;
constinit std::atomic<uint64_t> Slots[kSlots] = {};
constinit std::atomic<PassageTest> Ask = nullptr;

Passage passageAt(uintptr_t Pc, PassageTest Test) {
  // The two upper bits of an address say nothing that the others do not.
  uint64_t Key = uint64_t(Pc) << 2;
  std::atomic<uint64_t> &Slot = Slots[mixHash(Pc) & (kSlots - 1)];
  uint64_t Kept = Slot.load(std::memory_order_relaxed);
  if ((Kept & ~uint64_t(3)) == Key && (Kept & 3))
    return Passage(Kept & 3);
  Passage What = Test(Pc);
  Slot.store(Key | uint64_t(What), std::memory_order_relaxed);
  return What;
}

} // namespace

bool passesOn(StringRef Function) {
  Function = Function.take(Function.find('.'));
  if (Function.empty())
    return false;
  for (const char *Glob : kGlobs)
    if (matchesGlob(Glob, Function))
      return true;
  StringRef More = options().pass_on;
  while (!More.empty()) {
    size_t End = 0;
    while (End != More.size() && More[End] != ',' &&
           !StringRef::isSpace(More[End]))
      ++End;
    if (End && matchesGlob(More.take(End), Function))
      return true;
    More = More.drop(End + 1);
  }
  return false;
}

void setPassageTest(PassageTest Test) {
  Ask.store(Test, std::memory_order_relaxed);
}

size_t passedFrames(const uintptr_t *Frames, size_t Count) {
  PassageTest Test = Ask.load(std::memory_order_relaxed);
  if (!Test)
    return 0;
  bool Passed = false;
  for (size_t I = 0; I != Count; ++I) {
    Passage What = passageAt(Frames[I], Test);
    if (What == Passage::Stops)
      return Passed ? I : 0;
    Passed |= What == Passage::PassesOn;
  }
  return 0;
}

void forgetPassages() {
  for (std::atomic<uint64_t> &Slot : Slots)
    Slot.store(0, std::memory_order_relaxed);
}

} // namespace dmasan
