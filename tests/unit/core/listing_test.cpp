// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Listing of live mappings with their owners, and forgetting: what was mapped
// before is accused of nothing afterwards, what is mapped later is watched.

#include "fake_port/core_test.h"
#include "runtime/engine/listing.h"

#include <algorithm>

using namespace dmasan;
using namespace dmasan::fake;

namespace {

class ListingTest : public CoreTest {
protected:
  std::vector<LiveMapping> list(const Driver &Of) {
    std::vector<LiveMapping> All;
    LiveMapping Each;
    DeviceId Id = findDevice(Of.device());
    MappingId At = Id ? describeLive(1, Id, Each) : 0;
    for (; At; At = describeLive(At + 1, Id, Each))
      All.push_back(Each);
    std::ranges::sort(All, {},
                      [](const LiveMapping &L) { return L.Mapping.Cpu.Begin; });
    return All;
  }
  Owner owner() {
    auto All = list(Dev);
    return All.size() == 1 ? All[0].Who : Owner::Nobody;
  }
};

TEST_F(ListingTest, OwnerFollowsTheHandOvers) {
  EXPECT_THAT(list(Dev), IsEmpty());
  uint64_t Dma = Dev.map(Buffer, 256, kFrom);
  EXPECT_EQ(owner(), Owner::Device);
  Dev.syncForCpu(Dma, 256, kFrom);
  EXPECT_EQ(owner(), Owner::Cpu);
  store(Buffer, 4);
  EXPECT_EQ(owner(), Owner::CpuWritten);
  Dev.syncForDevice(Dma + 128, 128, kFrom);
  EXPECT_EQ(owner(), Owner::Mixed);
  Dev.syncForDevice(Dma, 256, kFrom);
  EXPECT_EQ(owner(), Owner::Device);
  Dev.unmap(Dma, 256, kFrom);
  EXPECT_THAT(list(Dev), IsEmpty());
}

TEST_F(ListingTest, OwnerOfLinesThatAreShared) {
  uint64_t First = Dev.map(Buffer, 32, kTo);
  uint64_t Second = Dev.map(Buffer + 32, 8192, kTo);
  Dev.syncForCpu(First, 32, kTo);
  auto All = list(Dev);
  ASSERT_EQ(All.size(), 2u);
  EXPECT_EQ(All[0].Who, Owner::Cpu);
  EXPECT_EQ(All[0].Mapping.Cpu.Size, 32u);
  EXPECT_EQ(All[1].Who, Owner::Device);
  EXPECT_EQ(All[1].Mapping.Dma, Second);
  Dev.unmap(First, 32, kTo);
  Dev.unmap(Second, 8192, kTo);
  taken();
}

TEST_F(ListingTest, OneDeviceOnly) {
  Driver Other;
  uint64_t Dma = Dev.map(Buffer, 64, kTo);
  uint64_t Else = Other.map(Buffer + 4096, 128, kTo);
  ASSERT_EQ(list(Dev).size(), 1u);
  EXPECT_EQ(list(Dev)[0].Mapping.Cpu.Size, 64u);
  EXPECT_EQ(list(Other)[0].Mapping.Cpu.Size, 128u);
  Dev.unmap(Dma, 64, kTo);
  Other.unmap(Else, 128, kTo);
}

TEST_F(ListingTest, ForgottenMemoryIsNobodys) {
  Dev.map(Buffer, 4096, kFrom);
  uint64_t Stale = Dev.map(Buffer + 4096, 4096, kFrom);
  Dev.unmap(Stale, 4096, kFrom, DMASAN_ATTR_SKIP_CPU_SYNC);
  forgetState();
  EXPECT_THAT(list(Dev), IsEmpty());
  load(Buffer, 8);
  store(Buffer, 8);
  load(Buffer + 4096, 8);
  freeMemory(Buffer, 16384);
  Dev.remove();
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(ListingTest, WhatIsMappedAfterwardsIsWatched) {
  uint64_t Dma = Dev.map(Buffer, 256, kFrom);
  Dev.unmap(Dma, 256, kFrom);
  forgetState();
  // No tombstone of before tells that it was mapped once.
  Dev.unmap(Dma, 256, kFrom);
  EXPECT_THAT(taken(), ElementsAre("unmap-not-mapped@0"));
  Driver Later; // the fake host cannot tell Dev's mask again
  Dma = Later.map(Buffer, 256, kFrom);
  load(Buffer + 8, 4);
  Later.unmap(Dma, 256, kFrom);
  Later.unmap(Dma, 256, kFrom);
  EXPECT_THAT(taken(),
              ElementsAre("cpu-read-device-owned@8", "double-unmap@0"));
}

} // namespace
