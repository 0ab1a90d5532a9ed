// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The set of granules against std::set: the same next member below, whatever
// was added and removed before, near and far.

#include "runtime/port/posix/heap_marks.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <thread>
#include <vector>

using dmasan::posix::HeapMarks;

namespace {

uintptr_t expected(const std::set<uintptr_t> &Members, uintptr_t Granule,
                   uintptr_t Lowest) {
  auto At = Members.lower_bound(Granule);
  if (At == Members.begin() || *--At < Lowest)
    return HeapMarks::kNone;
  return *At;
}

TEST(HeapMarks, EmptyAndBounds) {
  HeapMarks Marks;
  EXPECT_FALSE(Marks.reserved());
  ASSERT_TRUE(Marks.ready());
  EXPECT_TRUE(Marks.reserved());
  EXPECT_EQ(Marks.below(HeapMarks::kGranules, 0), HeapMarks::kNone);
  Marks.add(0);
  Marks.add(HeapMarks::kGranules - 1);
  Marks.add(HeapMarks::kGranules); // no such granule: left out
  EXPECT_EQ(Marks.below(HeapMarks::kNone, 0), HeapMarks::kGranules - 1);
  EXPECT_EQ(Marks.below(HeapMarks::kGranules - 1, 0), 0u);
  EXPECT_EQ(Marks.below(HeapMarks::kGranules - 1, 1), HeapMarks::kNone);
  EXPECT_EQ(Marks.below(0, 0), HeapMarks::kNone);
}

TEST(HeapMarks, AgreesWithASet) {
  HeapMarks Marks;
  ASSERT_TRUE(Marks.ready());
  std::set<uintptr_t> Members;
  std::mt19937_64 Random(7);
  for (unsigned Turn = 0; Turn != 200000; ++Turn) {
    // Distances of every order of magnitude, so that all levels are walked.
    uintptr_t Granule = (uint64_t(1) << 38) + (Random() >> (28 + Turn % 36));
    Granule %= HeapMarks::kGranules;
    if (Random() % 2) {
      Marks.add(Granule);
      Members.insert(Granule);
    } else {
      auto At = Members.lower_bound(Granule);
      if (At != Members.end()) {
        Marks.remove(*At);
        Members.erase(At);
      }
    }
    uintptr_t From = Granule + Random() % 200;
    uintptr_t Lowest = Turn % 3 ? 0 : From - (From < 5000 ? From : 5000);
    ASSERT_EQ(Marks.below(From, Lowest), expected(Members, From, Lowest))
        << "turn " << Turn;
  }
}

/// What a thread has added it sees, whatever others do to the same words.
TEST(HeapMarks, OwnMembersAreNeverMissed) {
  HeapMarks Marks;
  ASSERT_TRUE(Marks.ready());
  std::vector<std::thread> Threads;
  for (uintptr_t Me = 0; Me != 4; ++Me)
    Threads.emplace_back([&, Me] {
      for (unsigned Turn = 0; Turn != 20000; ++Turn) {
        uintptr_t Mine = Turn % 97 * 4096 + 1 + Me;
        Marks.add(Mine);
        ASSERT_EQ(Marks.below(Mine + 1, Mine), Mine);
        Marks.remove(Mine);
      }
    });
  for (std::thread &T : Threads)
    T.join();
  EXPECT_EQ(Marks.below(HeapMarks::kGranules, 0), HeapMarks::kNone);
}

} // namespace
