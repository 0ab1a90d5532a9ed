// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sampling: every mapping has the same chance, whatever is wrong with one that
// is watched is found, and one that is not watched accuses nobody, however it
// ends.

#include "fake_port/core_test.h"

#include "runtime/base/counters.h"
#include "runtime/engine/options.h"
#include "runtime/engine/sample.h"

#include <cmath>

using namespace dmasan;
using namespace dmasan::fake;

namespace {

void sample(unsigned Among, unsigned Seed) {
  std::string Text = "sample=" + std::to_string(Among) +
                     ":sample_seed=" + std::to_string(Seed);
  ASSERT_EQ(parseOptions(Text.c_str(), "test"), 0u);
}

class SampleTest : public testing::Test {
protected:
  void SetUp() override { taken(); }
  void TearDown() override { parseOptions("sample=1:sample_seed=0", "test"); }

  /// Runs a life for each of many pages. What was found must be Wanted for each
  /// page that is watched, and nothing for the others.
  template <typename Fn> void eachPage(const char *Wanted, Fn Live) {
    constexpr size_t kPages = 400;
    sample(4, 7);
    char *Memory = Host::get().pages(kPages * kPage);
    size_t Watched = 0;
    Driver Dev;
    for (size_t I = 0; I != kPages; ++I) {
      char *Buffer = Memory + I * kPage;
      Live(Dev, Buffer);
      auto Found = taken();
      if (!isWatched(Dev.dma(Buffer)))
        ASSERT_THAT(Found, IsEmpty()) << I;
      else if (++Watched; *Wanted)
        ASSERT_THAT(Found, ElementsAre(Wanted)) << I;
      else
        ASSERT_THAT(Found, IsEmpty()) << I;
    }
    EXPECT_GT(Watched, kPages / 8);
    EXPECT_LT(Watched, kPages / 2);
    Dev.remove();
    taken();
  }
};

// Five standard deviations, of the pages of one run and of the runs of one
// page.
TEST_F(SampleTest, EveryPageAndEverySeedHasTheSameChance) {
  constexpr unsigned kTrials = 100000;
  for (unsigned Among : {2u, 3u, 10u, 100u}) {
    double Mean = double(kTrials) / Among;
    double Bound = 5 * std::sqrt(Mean * (1 - 1.0 / Among));
    double Pages = 0, Seeds = 0;
    sample(Among, 1);
    for (unsigned I = 0; I != kTrials; ++I)
      Pages += isWatched(uint64_t(I) * kPage);
    for (unsigned I = 1; I <= kTrials; ++I) {
      detail::CurrentOptions.sample_seed = I;
      Seeds += isWatched(0x12345000);
    }
    EXPECT_NEAR(Pages, Mean, Bound) << Among;
    EXPECT_NEAR(Seeds, Mean, Bound) << Among;
  }
}

TEST_F(SampleTest, EqualSeedsChooseAlike) {
  auto chosen = [](unsigned Seed) {
    sample(2, Seed);
    uint64_t Bits = 0;
    for (uint64_t I = 0; I != 64; ++I)
      Bits |= uint64_t(isWatched(I * kPage)) << I;
    return Bits;
  };
  uint64_t First = chosen(5);
  EXPECT_NE(First, chosen(6));
  EXPECT_EQ(First, chosen(5));
  // Drawn once a run.
  EXPECT_EQ(chosen(0), chosen(0));
}

TEST_F(SampleTest, OneInOneIsAll) {
  sample(1, 3);
  for (uint64_t I = 0; I != 1000; ++I)
    EXPECT_TRUE(isWatched(I * kPage));
  EXPECT_FALSE(samples());
}

TEST_F(SampleTest, Writes) {
  eachPage("cpu-write-device-owned@17", [](Driver &Dev, char *Buffer) {
    uint64_t Dma = Dev.map(Buffer, 100, kTo);
    store(Buffer + 17, 1);
    Dev.unmap(Dma, 100, kTo);
  });
}

TEST_F(SampleTest, LostHandOvers) {
  eachPage("missing-sync-for-device@64", [](Driver &Dev, char *Buffer) {
    uint64_t Dma = Dev.map(Buffer, 256, kFrom);
    Dev.syncForCpu(Dma, 256, kFrom);
    store(Buffer + 64, 4);
    Dev.syncForCpu(Dma, 256, kFrom);
    Dev.unmap(Dma, 256, kFrom);
  });
}

TEST_F(SampleTest, UnmapsThatAreWrong) {
  eachPage("double-unmap@0", [](Driver &Dev, char *Buffer) {
    uint64_t Dma = Dev.map(Buffer, 100, kTo);
    Dev.unmap(Dma, 100, kTo);
    Dev.unmap(Dma, 100, kTo);
  });
  eachPage("unmap-size-mismatch@0", [](Driver &Dev, char *Buffer) {
    Dev.unmap(Dev.map(Buffer, 100, kTo), 64, kTo);
  });
  eachPage("unmap-not-mapped@0", [](Driver &Dev, char *Buffer) {
    Dev.unmap(Dev.dma(Buffer), 100, kTo);
  });
}

// A call that names no known mapping may name one that is not watched.
TEST_F(SampleTest, MissesThatTellNothing) {
  eachPage("", [](Driver &Dev, char *Buffer) {
    uint64_t Dma = Dev.map(Buffer, kPage, kFrom);
    Dev.syncForCpu(Dma, 64, kTo);
    Dev.deviceRead(Dma, 64);
    Dev.unmap(Dma, kPage, kFrom);
    Dev.syncForCpu(Dma, 64, kFrom);
    Dev.deviceWrite(Dma, 64);
  });
}

// Page 0 keeps stale bytes; then a mapping over both pages, which another page
// decides over, makes them good.
TEST_F(SampleTest, MappingsNotWatchedEndWhatIsStale) {
  unsigned Tried = 0;
  for (unsigned Seed = 1; Seed != 40; ++Seed) {
    sample(2, Seed);
    char *Memory = Host::get().pages(2 * kPage);
    Driver Dev;
    if (isWatched(Dev.dma(Memory)) || !isWatched(Dev.dma(Memory + kPage)))
      continue;
    ++Tried;
    char *Buffer = Memory + kPage;
    Dev.unmap(Dev.map(Buffer, 256, kFrom), 256, kFrom,
              DMASAN_ATTR_SKIP_CPU_SYNC);
    uint64_t Dma = Dev.map(Memory, 2 * kPage, kFrom);
    Dev.unmap(Dma, 2 * kPage, kFrom);
    load(Buffer, 256);
    EXPECT_THAT(taken(), IsEmpty());
  }
  EXPECT_GT(Tried, 3u);
}

TEST_F(SampleTest, WhatIsLeftOutIsCounted) {
  sample(2, 1);
  char *Memory = Host::get().pages(64 * kPage);
  uint64_t Before = counterValue(Counter::UnwatchedMappings), Left = 0;
  Driver Dev;
  for (size_t I = 0; I != 64; ++I) {
    uint64_t Dma = Dev.map(Memory + I * kPage, 64, kTo);
    Left += !isWatched(Dma);
    Dev.unmap(Dma, 64, kTo);
  }
  EXPECT_GT(Left, 0u);
  EXPECT_EQ(counterValue(Counter::UnwatchedMappings) - Before, Left);
}

} // namespace
