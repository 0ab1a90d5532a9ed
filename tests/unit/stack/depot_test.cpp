// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The depot gives equal stacks equal ids, keeps to its bound, and survives
// many threads that intern the same stacks at once (also built with TSan).

#include "runtime/stack/depot.h"

#include "tests/unit/support/recording_port.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <thread>
#include <vector>

using namespace dmasan;
using recording_port::AllocationsLeft;
using recording_port::LiveAllocations;

namespace {

class DepotTest : public testing::Test {
protected:
  void SetUp() override {
    recording_port::reset();
    Depot = std::make_unique<StackDepot>();
  }
  void TearDown() override {
    Depot->clear();
    EXPECT_EQ(LiveAllocations, 0) << "clear() gives every block back";
  }
  std::vector<uintptr_t> stored(StackId Id) {
    const uintptr_t *Frames = nullptr;
    size_t Count = Depot->frames(Id, &Frames);
    return {Frames, Frames + Count};
  }
  StackId intern(const std::vector<uintptr_t> &Stack) {
    return Depot->intern(Stack.data(), Stack.size());
  }
  std::unique_ptr<StackDepot> Depot;
};

std::vector<uintptr_t> stackNumber(size_t N) {
  std::vector<uintptr_t> Stack;
  for (size_t I = 0; I != 1 + N % kMaxFrames; ++I)
    Stack.push_back(0x400000 + N * 64 + I);
  return Stack;
}

TEST_F(DepotTest, EqualStacksEqualIds) {
  StackId A = intern({1, 2, 3});
  EXPECT_NE(A, 0u);
  EXPECT_EQ(intern({1, 2, 3}), A);
  EXPECT_NE(intern({1, 2}), A);
  EXPECT_NE(intern({1, 2, 4}), A);
  EXPECT_NE(intern({3, 2, 1}), A);
  EXPECT_EQ(stored(A), (std::vector<uintptr_t>{1, 2, 3}));
  EXPECT_EQ(Depot->stored(), 4u);
}

TEST_F(DepotTest, EmptyAndUnknown) {
  EXPECT_EQ(Depot->intern(nullptr, 0), 0u);
  EXPECT_TRUE(stored(0).empty());
  EXPECT_TRUE(stored(12345).empty());
  EXPECT_TRUE(stored(~0u).empty());
  StackId A = intern({1, 2, 3});
  EXPECT_TRUE(stored(A + 1).empty()) << "the middle of a node is not a stack";
  EXPECT_EQ(Depot->dropped(), 0u);
}

TEST_F(DepotTest, LongStacksAreCut) {
  std::vector<uintptr_t> Stack(kMaxFrames + 10, 7);
  EXPECT_EQ(stored(intern(Stack)).size(), kMaxFrames);
}

TEST_F(DepotTest, ManyStacksInManyBlocks) {
  constexpr size_t kStacks = 20000;
  std::vector<StackId> Ids;
  for (size_t N = 0; N != kStacks; ++N)
    Ids.push_back(intern(stackNumber(N)));
  EXPECT_EQ(std::set(Ids.begin(), Ids.end()).size(), kStacks);
  for (size_t N = 0; N != kStacks; ++N) {
    EXPECT_EQ(stored(Ids[N]), stackNumber(N));
    EXPECT_EQ(intern(stackNumber(N)), Ids[N]);
  }
  EXPECT_EQ(Depot->bytes(), size_t(LiveAllocations) * StackDepot::kBlockBytes);
}

TEST_F(DepotTest, ShortMemoryIsCountedAndKnownStacksStay) {
  AllocationsLeft = 1;
  StackId A = intern({1, 2, 3});
  size_t N = 0;
  while (intern(stackNumber(N)))
    ++N;
  EXPECT_GT(N, 100u);
  EXPECT_EQ(Depot->dropped(), 1u);
  EXPECT_EQ(intern({1, 2, 3}), A);
  AllocationsLeft = 1;
  EXPECT_NE(intern(stackNumber(N)), 0u) << "works again with memory";
}

TEST_F(DepotTest, BoundHolds) {
  size_t N = 0;
  while (intern(stackNumber(kMaxFrames * ++N - 1)))
    ;
  EXPECT_EQ(Depot->bytes(), StackDepot::kBlockBytes * StackDepot::kMaxBlocks);
  EXPECT_EQ(Depot->dropped(), 1u);
}

TEST_F(DepotTest, ThreadsAgreeOnIds) {
  constexpr size_t kThreads = 4, kStacks = 3000;
  std::vector<std::vector<StackId>> Ids(kThreads);
  std::vector<std::thread> Threads;
  for (size_t T = 0; T != kThreads; ++T)
    Threads.emplace_back([&, T] {
      for (size_t N = 0; N != kStacks; ++N) {
        StackId Id = intern(stackNumber(N));
        EXPECT_EQ(stored(Id), stackNumber(N));
        Ids[T].push_back(Id);
      }
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  for (size_t T = 1; T != kThreads; ++T)
    EXPECT_EQ(Ids[T], Ids[0]);
  EXPECT_EQ(Depot->stored(), kStacks);
}

} // namespace
