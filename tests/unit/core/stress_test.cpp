// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Many threads, many mappings, little memory. Under ThreadSanitizer these are
// the proof that every shared field has its guard.

#include "fake_port/core_test.h"

#include "runtime/base/counters.h"
#include "runtime/core/mapping.h"

#include <set>
#include <thread>

using namespace dmasan;
using namespace dmasan::fake;

namespace {

constexpr unsigned kThreads = 4;

template <typename Fn> void inThreads(Fn Body) {
  std::vector<std::thread> Threads;
  for (unsigned I = 0; I != kThreads; ++I)
    Threads.emplace_back(Body, I);
  for (std::thread &T : Threads)
    T.join();
}

TEST(StressTest, NeighboursOnSharedPagesStaySilent) {
  taken();
  char *Memory = Host::get().pages(4 * 4096);
  Driver Dev;
  inThreads([&](unsigned Me) {
    for (unsigned Turn = 0; Turn != 300; ++Turn)
      for (size_t Line = Me; Line < 4 * 64; Line += kThreads) {
        char *At = Memory + Line * 64;
        uint64_t Dma = Dev.map(At, 64, Turn % 2 ? kFrom : kTo);
        Dev.syncForCpu(Dma + 8, 16, Turn % 2 ? kFrom : kTo);
        load(At + 8, 8);
        Dev.syncForDevice(Dma, 64, Turn % 2 ? kFrom : kTo);
        Dev.unmap(Dma, 64, Turn % 2 ? kFrom : kTo);
        store(At, 64);
      }
  });
  EXPECT_THAT(taken(), IsEmpty());
}

/// Threads take numbers from clocks of their own; what is handed from one to
/// another stays in order nevertheless.
TEST(StressTest, NumbersAreUniqueAndInOrder) {
  constexpr unsigned kTurns = 200;
  std::vector<uint64_t> Serials[kThreads];
  inThreads([&](unsigned Me) {
    for (unsigned Turn = 0; Turn != kTurns; ++Turn) {
      Serials[Me].push_back(newMapping()->Serial);
    }
  });
  std::set<uint64_t> All;
  for (const auto &Mine : Serials)
    All.insert(Mine.begin(), Mine.end());
  EXPECT_EQ(All.size(), size_t(kThreads) * kTurns);

  MappingRef Mine = newMapping();
  uint64_t Before = 0;
  for (unsigned Turn = 0; Turn != 6; ++Turn)
    std::thread([&] {
      for (unsigned I = 0; I != Turn % 2 * 1000; ++I)
        nextSequence();
      noteHandover(*Mine, HandoverKind::Map, {}, 0);
      MappingInfo Info = describe(*Mine);
      uint64_t Last = 0;
      for (const Handover &H : Info.History)
        if (H.Kind != HandoverKind::None) {
          EXPECT_GT(H.Sequence, Last);
          Last = H.Sequence;
        }
      EXPECT_GT(Last, Before);
      Before = Last;
    }).join();
  EXPECT_GT(nextSequence(), Before);
}

TEST(StressTest, OneOfTwoUnmapsWins) {
  taken();
  char *Memory = Host::get().pages(4096);
  Driver Dev;
  constexpr unsigned kTurns = 200;
  std::atomic<unsigned> Arrived = 0;
  std::atomic<uint64_t> Dma = 0;
  auto meet = [&](unsigned Round) {
    Arrived.fetch_add(1);
    while (Arrived.load() < (Round + 1) * kThreads)
      std::this_thread::yield();
  };
  inThreads([&](unsigned Me) {
    for (unsigned Turn = 0; Turn != kTurns; ++Turn) {
      if (Me == 0)
        Dma = Dev.map(Memory, 128, kTo);
      meet(2 * Turn);
      if (Me == 1)
        Dev.syncForCpu(Dma, 128, kTo);
      if (Me >= 2)
        Dev.unmap(Dma, 128, kTo);
      meet(2 * Turn + 1);
    }
  });
  size_t DoubleUnmaps = 0;
  for (const Finding &F : Host::get().take()) {
    DoubleUnmaps += F.What == Kind::DoubleUnmap;
    EXPECT_TRUE(F.What == Kind::DoubleUnmap || F.What == Kind::SyncNotMapped)
        << info(F.What).Name;
  }
  EXPECT_EQ(DoubleUnmaps, kTurns);
}

TEST(StressTest, ManyLiveMappings) {
  taken();
  constexpr size_t kCount = 100000;
  char *Memory = Host::get().pages(kCount * 64);
  Driver Dev;
  for (size_t I = 0; I != kCount; ++I)
    Dev.map(Memory + I * 64, 64, kFrom);
  for (size_t I = 0; I < kCount; I += 97) {
    Dev.syncForCpu(Dev.dma(Memory + I * 64) + 16, 32, kFrom);
    load(Memory + I * 64 + 16, 32);
  }
  for (size_t I = 0; I != kCount; ++I)
    Dev.unmap(Dev.dma(Memory + I * 64), 64, kFrom);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST(StressTest, WithoutMemoryNothingIsWronglyReported) {
  taken();
  uint64_t Before = counterValue(Counter::DroppedMappings);
  char *Memory = Host::get().pages(32 << 20);
  Driver Dev;
  Host::get().NoMemory = true;
  // Earlier tests have left some free.
  auto Dropped = [&] {
    return counterValue(Counter::DroppedMappings) - Before;
  };
  size_t Count = 0;
  for (; Count != (32 << 20) / 64 && Dropped() < 20000; ++Count) {
    Dev.map(Memory + Count * 64, 64, kTo);
    load(Memory + Count * 64, 64);
  }
  EXPECT_EQ(Dropped(), 20000u);
  // What was not kept is nobody's mistake, however it ends.
  for (size_t I = 0; I != Count; ++I) {
    if (I % 3 == 0)
      Dev.syncForDevice(Dev.dma(Memory + I * 64), 64, kTo);
    Dev.unmap(Dev.dma(Memory + I * 64), 64, kTo);
  }
  Host::get().NoMemory = false;
  EXPECT_THAT(taken(), IsEmpty());
  // When the last of them has ended, all is known again.
  Dev.unmap(Dev.dma(Memory), 64, kTo);
  EXPECT_THAT(taken(), ElementsAre("unmap-not-mapped@0"));
}

} // namespace
