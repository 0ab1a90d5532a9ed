// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sink: one report a kind and stack, severity policy, suppression and the
// counts of all of it; under many threads exactly one gets through (also built
// with TSan).

#include "runtime/engine/sink.h"

#include "dmasan/interface.h"
#include "runtime/base/counters.h"
#include "runtime/engine/dedup.h"
#include "runtime/engine/pass_on.h"
#include "runtime/stack/depot.h"
#include "tests/unit/support/recording_port.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <thread>

using namespace dmasan;
using recording_port::Findings;

namespace {

class SinkTest : public testing::Test {
protected:
  void SetUp() override {
    recording_port::reset();
    resetSink();
    detail::CurrentOptions = Options();
  }
  static StackId stack(std::initializer_list<uintptr_t> Frames) {
    return internStack(Frames.begin(), Frames.size());
  }
  void send(Kind What, StackId Stack, uintptr_t Pc = 0x1000,
            uint64_t Mapping = 0) {
    Finding F = {};
    F.Mapping.Id = Mapping;
    F.What = What;
    F.Sev = info(What).DefaultSeverity;
    F.Stack = Stack ? stack({Stack, 1, 2, 3}) : 0;
    F.Pc = Pc;
    strcpy(F.DriverName, "quiet");
    report(F);
  }
};

TEST_F(SinkTest, OneReportAKindAndStack) {
  for (int I = 0; I != 3; ++I) {
    send(Kind::DoubleUnmap, 1);
    send(Kind::DoubleUnmap, 2);
    send(Kind::ZeroSize, 1);
  }
  EXPECT_EQ(Findings.size(), 3u);
  EXPECT_EQ(sinkCounts().Reported[0], 3u);
  EXPECT_EQ(sinkCounts().Duplicates, 6u);
  EXPECT_EQ(dmasan_finding_count(), 3u);
}

TEST_F(SinkTest, OtherCodeAtTheSameAddressesIsHeard) {
  send(Kind::DoubleUnmap, 1);
  forgetFindings();
  send(Kind::DoubleUnmap, 1);
  send(Kind::DoubleUnmap, 1);
  EXPECT_EQ(Findings.size(), 2u);
  EXPECT_EQ(sinkCounts().Reported[0], 2u) << "counts stay";
}

TEST_F(SinkTest, MemoryFreedInOnePlaceWasMappedInTwo) {
  auto Freed = [&](Kind What, uintptr_t MappedBy) {
    Finding F = {};
    F.What = What;
    F.Stack = stack({1, 2, 3, 4});
    F.Mapping.MapStack = stack({MappedBy, 5});
    report(F);
  };
  for (int I = 0; I != 2; ++I)
    for (uintptr_t By : {0x10u, 0x20u}) {
      Freed(Kind::FreeWhileMapped, By);
      Freed(Kind::AllocWhileMapped, By);
      Freed(Kind::DoubleUnmap, By);
    }
  EXPECT_EQ(Findings.size(), 5u);
}

TEST_F(SinkTest, WithoutStackTheCodeAddressDecides) {
  send(Kind::DoubleUnmap, 0, 0x1000);
  send(Kind::DoubleUnmap, 0, 0x1004);
  send(Kind::DoubleUnmap, 0, 0x1000);
  send(Kind::DoubleUnmap, 0x1000, 0x1000);
  EXPECT_EQ(Findings.size(), 3u);
}

TEST_F(SinkTest, InnermostFramesDecide) {
  auto From = [&](std::initializer_list<uintptr_t> Frames) {
    Finding F = {};
    F.What = Kind::DoubleUnmap;
    F.Stack = stack(Frames);
    report(F);
    return Findings.size();
  };
  EXPECT_EQ(From({1, 2, 3, 4, 5}), 1u);
  EXPECT_EQ(From({1, 2, 3, 4, 6, 7}), 1u) << "an interrupt elsewhere";
  EXPECT_EQ(From({1, 2, 3, 5, 5}), 2u);
  EXPECT_EQ(From({1, 2, 3}), 3u);
  detail::CurrentOptions.dedup_frames = 0;
  EXPECT_EQ(From({1, 2, 3, 4, 5}), 4u);
  EXPECT_EQ(From({1, 2, 3, 4, 6, 7}), 5u);
  detail::CurrentOptions.dedup_frames = 1;
  EXPECT_EQ(From({8, 1}), 6u);
  EXPECT_EQ(From({8, 2}), 6u);
}

TEST_F(SinkTest, WhoCallsForOthersIsPassed) {
  static int Asked;
  Asked = 0;
  setPassageTest([](uintptr_t Pc) {
    ++Asked;
    return Pc == 100               ? Passage::Hidden
           : Pc > 100 && Pc <= 110 ? Passage::PassesOn
                                   : Passage::Stops;
  });
  auto From = [&](std::initializer_list<uintptr_t> Frames, bool Access) {
    Finding F = {};
    F.What = Kind::DoubleUnmap;
    F.IsAccess = Access;
    F.Stack = stack(Frames);
    report(F);
    return Findings.size();
  };
  EXPECT_EQ(From({101, 102, 1, 2, 3, 4, 5}, false), 1u);
  EXPECT_EQ(From({103, 102, 1, 2, 3, 4, 6}, false), 1u) << "one place of 1";
  EXPECT_EQ(From({100, 101, 1, 2, 3, 4, 6}, false), 1u);
  EXPECT_EQ(From({101, 102, 7, 2, 3, 4, 5}, false), 2u);
  EXPECT_EQ(From({101, 102, 103, 104, 8, 1}, false), 3u);
  EXPECT_EQ(From({101, 102, 103, 104, 9, 1}, false), 4u);
  EXPECT_EQ(From({101, 102}, false), 5u) << "nobody behind them";
  EXPECT_EQ(From({102, 101}, false), 6u);
  EXPECT_EQ(From({100, 1, 2, 3}, false), 7u) << "not on behalf of 1";
  EXPECT_EQ(From({101, 102, 1, 2, 3, 4, 5}, true), 8u) << "by 101 itself";
  EXPECT_EQ(From({103, 102, 1, 2, 3, 4, 5}, true), 9u);
  int Before = Asked;
  EXPECT_EQ(From({101, 102, 1, 2, 3, 4, 5}, false), 9u);
  EXPECT_EQ(Asked, Before) << "what is known";
  forgetFindings();
  EXPECT_EQ(From({101, 102, 1, 2, 3, 4, 5}, false), 10u);
  EXPECT_GT(Asked, Before) << "other code may be there";
  setPassageTest(nullptr);
}

TEST_F(SinkTest, NamesOfWhoCallsForOthers) {
  EXPECT_TRUE(passesOn("virtqueue_add_sgs"));
  EXPECT_TRUE(passesOn("virtqueue_add.part.0"));
  EXPECT_FALSE(passesOn("virtio_queue_rq"));
  EXPECT_FALSE(passesOn("my_virtqueue_add"));
  EXPECT_FALSE(passesOn(""));
  EXPECT_FALSE(passesOn("bus_map"));
  strcpy(detail::CurrentOptions.pass_on, "  bus_*, one");
  EXPECT_TRUE(passesOn("bus_map"));
  EXPECT_TRUE(passesOn("one"));
  EXPECT_FALSE(passesOn("two"));
  EXPECT_TRUE(passesOn("usb_submit_urb"));
}

TEST_F(SinkTest, EqualStacksOnRequest) {
  detail::CurrentOptions.suppress_equal_stacks = false;
  send(Kind::DoubleUnmap, 1);
  send(Kind::DoubleUnmap, 1);
  EXPECT_EQ(Findings.size(), 2u);
  EXPECT_EQ(sinkCounts().Duplicates, 0u);
}

TEST_F(SinkTest, ReportFrom) {
  send(Kind::RedundantSync, 1);
  EXPECT_EQ(Findings.size(), 0u) << "performance notes are off by default";
  EXPECT_EQ(sinkCounts().BelowLevel, 1u);
  detail::CurrentOptions.report_from = uint32_t(Severity::Performance);
  send(Kind::RedundantSync, 1);
  EXPECT_EQ(Findings.size(), 1u);
  EXPECT_EQ(sinkCounts().Reported[uint32_t(Severity::Performance)], 1u);
  detail::CurrentOptions.report_from = uint32_t(Severity::Error);
  send(Kind::MissingSyncForDevice, 1);
  send(Kind::DoubleUnmap, 1);
  EXPECT_EQ(Findings.size(), 2u);
}

TEST_F(SinkTest, AssumeCoherentLowersOwnershipOnly) {
  detail::CurrentOptions.assume_coherent = true;
  send(Kind::CpuWriteDeviceOwned, 1);
  send(Kind::DoubleUnmap, 1);
  ASSERT_EQ(Findings.size(), 2u);
  EXPECT_EQ(Findings[0].Sev, Severity::Portability);
  EXPECT_EQ(Findings[1].Sev, Severity::Error);
}

TEST_F(SinkTest, TableIsBounded) {
  for (StackId Stack = 1; Stack <= 2 * Dedup::kSlots; ++Stack)
    send(Kind::DoubleUnmap, Stack);
  SinkCounts Counts = sinkCounts();
  EXPECT_LE(Findings.size(), Dedup::kSlots);
  EXPECT_GT(Findings.size(), Dedup::kSlots * 3 / 4);
  EXPECT_EQ(Counts.total() + Counts.TableFull, 2 * Dedup::kSlots);
}

TEST_F(SinkTest, ThreadsReportOnce) {
  std::vector<std::thread> Threads;
  for (int T = 0; T != 4; ++T)
    Threads.emplace_back([&] {
      for (StackId Stack = 1; Stack != 1000; ++Stack)
        send(Kind::CpuReadDeviceOwned, Stack);
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  EXPECT_EQ(Findings.size(), 999u);
  EXPECT_EQ(sinkCounts().Duplicates, 3 * 999u);
}

TEST_F(SinkTest, AMappingIsReportedFromSoManyPlaces) {
  detail::CurrentOptions.mapping_limit = 3;
  uint64_t Before = counterValue(Counter::BeyondLimit);
  for (int Round = 0; Round != 2; ++Round)
    for (StackId Stack = 1; Stack <= 10; ++Stack)
      send(Kind::CpuWriteDeviceOwned, Stack, 0, 7);
  ASSERT_EQ(Findings.size(), 3u);
  EXPECT_FALSE(Findings[0].LastOfMapping);
  EXPECT_FALSE(Findings[1].LastOfMapping);
  EXPECT_TRUE(Findings[2].LastOfMapping);
  EXPECT_EQ(counterValue(Counter::BeyondLimit) - Before, 7u)
      << "each place once";
  EXPECT_EQ(sinkCounts().Duplicates, 10u);
  EXPECT_EQ(dmasan_finding_count(), 3u);
  send(Kind::CpuReadDeviceOwned, 1, 0, 7);
  send(Kind::CpuWriteDeviceOwned, 11, 0, 8);
  send(Kind::CpuWriteDeviceOwned, 12);
  EXPECT_EQ(Findings.size(), 6u) << "other kind, other mapping, no mapping";
  detail::CurrentOptions.mapping_limit = 0;
  send(Kind::CpuWriteDeviceOwned, 13, 0, 7);
  EXPECT_EQ(Findings.size(), 7u);
}

TEST_F(SinkTest, ThreadsShareTheLimit) {
  detail::CurrentOptions.mapping_limit = 16;
  uint64_t Before = counterValue(Counter::BeyondLimit);
  std::vector<std::thread> Threads;
  for (StackId T = 0; T != 4; ++T)
    Threads.emplace_back([&, T] {
      for (StackId Stack = 1; Stack <= 100; ++Stack)
        send(Kind::CpuReadDeviceOwned, 100 * T + Stack, 0, 7);
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  EXPECT_EQ(Findings.size(), 16u);
  EXPECT_EQ(counterValue(Counter::BeyondLimit) - Before, 384u);
  size_t Marked = 0;
  for (const Finding &F : Findings)
    Marked += F.LastOfMapping;
  EXPECT_EQ(Marked, 1u);
}

TEST_F(SinkTest, FilteredFindingsTakeNoRoom) {
  setFilter("loud");
  send(Kind::DoubleUnmap, 1);
  setFilter("!loud");
  send(Kind::DoubleUnmap, 1);
  setFilter(nullptr);
  EXPECT_EQ(sinkCounts().Filtered, 1u);
  EXPECT_EQ(Findings.size(), 1u) << "the second is not a duplicate";
  EXPECT_EQ(sinkCounts().Duplicates, 0u);
}

std::vector<std::string> Called;

TEST_F(SinkTest, CallbackGetsWhatIsReported) {
  dmasan_report_callback Before =
      dmasan_set_report_callback([](const dmasan_report *R) {
        Called.push_back(std::string(R->kind) + " " + R->severity);
      });
  EXPECT_EQ(Before, nullptr);
  send(Kind::DoubleUnmap, 1);
  send(Kind::DoubleUnmap, 1);
  EXPECT_NE(dmasan_set_report_callback(nullptr), nullptr);
  send(Kind::MappingLeak, 2);
  EXPECT_EQ(Called, std::vector<std::string>{"double-unmap error"});
}

// Suppressions are never forgotten, so this test comes last and names a driver
// of its own.
TEST_F(SinkTest, SuppressedIsCountedEachTime) {
  ASSERT_EQ(suppressions().parse("mapping-leak:driver=quiet", "test",
                                 kPortOptionSink),
            0u);
  send(Kind::MappingLeak, 1);
  send(Kind::MappingLeak, 1);
  send(Kind::MappingLeak, 2);
  send(Kind::DoubleUnmap, 1);
  EXPECT_EQ(Findings.size(), 1u);
  EXPECT_EQ(sinkCounts().Suppressed, 3u);
  EXPECT_EQ(dmasan_finding_count(), 1u);
  suppressions().forEach([](Suppression &S) { EXPECT_EQ(S.Hits, 3u); });
}

} // namespace
