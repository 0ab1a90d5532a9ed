// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: what a device may see out of order, and what a CPU may, is told from
// what barriers, register accesses and interrupts have put in order; forgetting
// makes it silent, never loud.

#include "runtime/core/in_flight.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

using namespace dmasan;

namespace {

constexpr uint32_t kMe = 3, kOther = 4;
constexpr Span kRing = {0x10000, 0x10400};
constexpr Doorbell kBell = {77, "writel_relaxed"};

Span field(uint64_t Offset, uint64_t Size = 4) {
  return spanOf(kRing.Begin + Offset, Size);
}

class InFlightTest : public testing::Test {
protected:
  void SetUp() override {
    forgetInFlight(kRing);
    hearDevice(kMe, true);
  }

  static void store(uint64_t Offset, StackId Stack = 1, uint32_t Thread = kMe) {
    noteCoherentStore({Thread, 1, field(Offset), 0x400000, Stack});
  }
  static LoadOutcome load(uint64_t Offset, uintptr_t Pc = 0x500000,
                          MappingId From = 1, uint32_t Thread = kMe) {
    return noteCoherentLoad({Thread, From, field(Offset), Pc, 9});
  }
  static bool late(uint64_t Offset, uint64_t Size = 4) {
    return !noteDeviceRead(field(Offset, Size), true).Bytes.empty();
  }
  static bool stale(uint64_t Offset) { return !load(Offset).Stale.empty(); }
};

TEST_F(InFlightTest, OwnershipBitBeforeItsDescriptor) {
  store(0, 11);
  store(12, 12);
  UnorderedStore Late = noteDeviceRead(field(0, 16), true);
  EXPECT_EQ(Late.Bytes.Begin, kRing.Begin);
  EXPECT_EQ(Late.Stack, 11u);
  EXPECT_EQ(Late.Overtaker.Begin, kRing.Begin + 12);
  EXPECT_EQ(Late.OvertakerStack, 12u);
  EXPECT_EQ(Late.Bell.Name, nullptr);
  EXPECT_FALSE(late(0, 16)) << "said once";
}

TEST_F(InFlightTest, TwoReadsOfTheDeviceAreAsGoodAsOne) {
  store(0);
  store(12);
  EXPECT_FALSE(late(12));
  EXPECT_TRUE(late(0));
}

TEST_F(InFlightTest, BarrierBetweenThemOrders) {
  store(0);
  orderStores(kMe, BarrierReach::Memory);
  store(12);
  EXPECT_FALSE(late(0, 16));
}

TEST_F(InFlightTest, NextDescriptorMayBeFilledMeanwhile) {
  store(0);
  orderStores(kMe, BarrierReach::Memory);
  store(12);
  store(16);
  EXPECT_FALSE(late(12));
  orderStores(kMe, BarrierReach::Memory);
  store(28);
  EXPECT_FALSE(late(16, 16));
}

TEST_F(InFlightTest, BarrierOfAnotherThreadDoesNotOrderMine) {
  store(0);
  orderStores(kOther, BarrierReach::Memory);
  store(12);
  EXPECT_TRUE(late(0, 16));
}

TEST_F(InFlightTest, PairsAreLeftOutWhenNotAskedFor) {
  store(0);
  store(12);
  EXPECT_TRUE(noteDeviceRead(field(0, 16), false).Bytes.empty());
}

TEST_F(InFlightTest, RelaxedRegisterWriteOvertakes) {
  store(0, 11);
  ringDoorbell(kMe, false, kBell);
  UnorderedStore Late = noteDeviceRead(field(0), false);
  EXPECT_EQ(Late.Bytes.Begin, kRing.Begin);
  EXPECT_STREQ(Late.Bell.Name, kBell.Name);
  EXPECT_EQ(Late.Bell.Stack, kBell.Stack);
}

TEST_F(InFlightTest, OnlyAStrongBarrierOrdersRegisterWrites) {
  store(0);
  orderStores(kMe, BarrierReach::Memory);
  ringDoorbell(kMe, false, kBell);
  EXPECT_TRUE(late(0));
  store(0);
  orderStores(kMe, BarrierReach::Registers);
  ringDoorbell(kMe, false, kBell);
  EXPECT_FALSE(late(0));
}

TEST_F(InFlightTest, BarrierAfterTheDoorbellIsTooLate) {
  store(0);
  ringDoorbell(kMe, false, kBell);
  orderStores(kMe, BarrierReach::Registers);
  EXPECT_TRUE(late(0));
}

TEST_F(InFlightTest, RelaxedWritesBeforeTheDoorbellAreFine) {
  store(0);
  ringDoorbell(kMe, false, kBell);
  ringDoorbell(kMe, true, kBell);
  EXPECT_FALSE(late(0));
  store(0);
  ringDoorbell(kMe, false, kBell);
  orderStores(kMe, BarrierReach::Registers);
  ringDoorbell(kMe, false, kBell);
  EXPECT_FALSE(late(0));
}

TEST_F(InFlightTest, OrderedDoorbellOfAnotherThreadOrdersMine) {
  store(0);
  store(12);
  ringDoorbell(kOther, true, kBell);
  EXPECT_FALSE(late(0, 16));
}

TEST_F(InFlightTest, MemoryGoesWithAnOvertakenStore) {
  store(0);
  ringDoorbell(kMe, false, kBell);
  EXPECT_EQ(forgetInFlight(kRing).Bytes.Begin, kRing.Begin);
  EXPECT_TRUE(forgetInFlight(kRing).Bytes.empty());
  store(0);
  ringDoorbell(kMe, false, kBell);
  orderStores(kMe, BarrierReach::Registers);
  EXPECT_TRUE(forgetInFlight(kRing).Bytes.empty());
}

TEST_F(InFlightTest, DataMayBeOlderThanItsGuard) {
  noteDeviceWrite(field(0, 16));
  EXPECT_FALSE(stale(12));
  EXPECT_TRUE(stale(0));
}

TEST_F(InFlightTest, CopyOfAllAfterItsGuard) {
  noteDeviceWrite(field(0, 16));
  EXPECT_FALSE(stale(12));
  EXPECT_EQ(noteCoherentLoad({kMe, 1, field(0, 16), 1, 9}).Stale.Begin,
            kRing.Begin);
  noteDeviceWrite(field(0, 16));
  EXPECT_TRUE(noteCoherentLoad({kMe, 1, field(0, 16), 1, 9}).Stale.empty());
  EXPECT_FALSE(stale(12)) << "part of what was read";
}

TEST_F(InFlightTest, ReadBarrierBetweenThem) {
  noteDeviceWrite(field(0, 16));
  EXPECT_FALSE(stale(12));
  orderLoads(kMe, BarrierReach::Memory);
  EXPECT_FALSE(stale(0));
  EXPECT_FALSE(stale(4)) << "guarded by the same";
}

TEST_F(InFlightTest, ReadBarrierInFrontOfBothOrdersNothing) {
  noteDeviceWrite(field(0, 16));
  orderLoads(kMe, BarrierReach::Memory);
  EXPECT_FALSE(stale(12));
  EXPECT_TRUE(stale(0));
}

TEST_F(InFlightTest, PollingAndNextEntriesAreFine) {
  EXPECT_FALSE(stale(0));
  noteDeviceWrite(field(0));
  EXPECT_FALSE(stale(0));
  noteDeviceWrite(field(32));
  EXPECT_FALSE(stale(32)) << "written later than what was read before";
}

TEST_F(InFlightTest, AnotherRingHasAnOrderOfItsOwn) {
  noteDeviceWrite(field(512));
  noteDeviceWrite(field(0));
  EXPECT_FALSE(stale(0));
  EXPECT_TRUE(load(512, 0x500000, 2).Stale.empty());
}

TEST_F(InFlightTest, InterruptsAndRegisterReadsAreHeard) {
  noteDeviceWrite(field(0, 16));
  hearDevice(kMe, true);
  EXPECT_FALSE(stale(12));
  EXPECT_FALSE(stale(0));
  noteDeviceWrite(field(0, 16));
  hearDevice(kMe, false);
  orderLoads(kMe, BarrierReach::Registers);
  EXPECT_FALSE(stale(12));
  EXPECT_FALSE(stale(0));
  noteDeviceWrite(field(0, 16));
  hearDevice(kMe, false);
  EXPECT_FALSE(stale(12));
  EXPECT_TRUE(stale(0)) << "a relaxed read alone orders nothing";
}

TEST_F(InFlightTest, SecondFetchFromAnotherPlace) {
  EXPECT_TRUE(load(0, 0x1).Fetched.empty());
  EXPECT_TRUE(load(0, 0x1).Fetched.empty()) << "polling";
  EXPECT_EQ(load(0, 0x2).Fetched.Begin, kRing.Begin);
  EXPECT_TRUE(load(0, 0x3).Fetched.empty()) << "said once";
  orderLoads(kMe, BarrierReach::Memory);
  EXPECT_TRUE(load(0, 0x3).Fetched.empty()) << "looks again on purpose";
}

TEST_F(InFlightTest, ReadModifyWriteLosesWhatTheDeviceWrote) {
  load(0);
  noteDeviceWrite(field(0));
  EXPECT_EQ(findLostWrite(kMe, field(0)), 9u);
  load(0);
  EXPECT_EQ(findLostWrite(kMe, field(0)), 0u);
}

TEST_F(InFlightTest, StoreOnItsWayMeetsTheDevices) {
  store(0, 11);
  EXPECT_EQ(noteDeviceWrite(field(0)).Stack, 11u);
  EXPECT_TRUE(noteDeviceWrite(field(0)).Bytes.empty());
  store(0);
  ringDoorbell(kMe, true, kBell);
  EXPECT_TRUE(noteDeviceWrite(field(0)).Bytes.empty());
}

TEST_F(InFlightTest, WhatIsForgottenIsSilent) {
  store(0);
  for (uint64_t I = 1; I != 100; ++I)
    store(4 * I);
  EXPECT_FALSE(late(0)) << "too long ago";
  store(0, 1, kMe);
  store(12, 1, kMe + 64); // takes the queue over
  EXPECT_FALSE(late(0, 16));
}

TEST_F(InFlightTest, NewcomersHaveSeenNothing) {
  constexpr uint32_t kNew = 40;
  noteDeviceWrite(field(64));
  noteDeviceWrite(field(0));
  orderLoads(kNew, BarrierReach::Memory);
  load(0, 1, 1, kNew);
  EXPECT_FALSE(load(64, 2, 1, kNew).Stale.empty());
  // One that takes a place over may have been there before.
  load(0, 1, 1, kNew + 64);
  EXPECT_TRUE(load(64, 2, 1, kNew + 64).Stale.empty());
}

TEST_F(InFlightTest, ThreadsDoNotMix) {
  std::vector<std::thread> Threads;
  for (uint32_t Me = 0; Me != 4; ++Me)
    Threads.emplace_back([Me] {
      for (unsigned Turn = 0; Turn != 2000; ++Turn) {
        Span Mine = field(256 * Me, 16);
        noteCoherentStore({Me, 1, spanOf(Mine.Begin, 8), 1, 1});
        orderStores(Me,
                    Turn % 2 ? BarrierReach::Memory : BarrierReach::Registers);
        noteCoherentStore({Me, 1, spanOf(Mine.Begin + 8, 8), 1, 1});
        EXPECT_TRUE(noteDeviceRead(Mine, true).Bytes.empty());
        noteDeviceWrite(spanOf(Mine.Begin + 8, 8));
        EXPECT_TRUE(noteCoherentLoad({Me, 1, spanOf(Mine.Begin + 8, 8), 1, 1})
                        .Stale.empty());
        orderLoads(Me, BarrierReach::Memory);
      }
    });
  for (std::thread &T : Threads)
    T.join();
}

} // namespace
