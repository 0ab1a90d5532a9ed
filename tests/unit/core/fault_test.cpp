// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an IOMMU refused, known to a page only, and what became of the address.
// Oracle: kind, byte offset of the page's first byte, accused place.

#include "fake_port/core_test.h"
#include "runtime/base/counters.h"
#include "runtime/stack/depot.h"

using namespace dmasan;
using namespace dmasan::fake;

namespace {

class FaultTest : public CoreTest {
protected:
  void refuse(dmasan_event Event, uint64_t Dma, uint64_t Size = kPage) const {
    dmasan_call Call = Dev.make(Event, DMASAN_API_NONE);
    Call.flags = DMASAN_CALL_REFUSED;
    Call.dma = Dma & ~(Size - 1);
    Call.size = Size;
    __dmasan_call_at(&Call, 0x1000, 1); // the handler, whatever the fault
  }
  void refuseRead(uint64_t Dma) const { refuse(DMASAN_EVENT_DEVICE_READ, Dma); }
  void refuseWrite(uint64_t Dma) const {
    refuse(DMASAN_EVENT_DEVICE_WRITE, Dma);
  }
};

TEST_F(FaultTest, TheUnmapIsAccused) {
  uint64_t Dma = Dev.map(Buffer + 256, 64, kTo);
  Dev.unmap(Dma, 64, kTo);
  refuseRead(Dma);
  auto Found = Host::get().take();
  ASSERT_THAT(names(Found), ElementsAre("device-use-after-unmap@0"));
  EXPECT_TRUE(Found[0].Refused && Found[0].ByDevice && !Found[0].IsWrite);
  EXPECT_EQ(Found[0].Stack, Found[0].Mapping.UnmapStack);
  EXPECT_EQ(Found[0].Dma, Dma & ~(kPage - 1));
}

TEST_F(FaultTest, TheNewestOfSeveralOnThePageIsAccused) {
  uint64_t Old = Dev.map(Buffer, 64, kTo), New = Dev.map(Buffer + 128, 64, kTo);
  Dev.unmap(New, 64, kTo);
  Dev.unmap(Old, 64, kTo);
  refuseRead(Old);
  auto Found = Host::get().take();
  ASSERT_THAT(names(Found), ElementsAre("device-use-after-unmap@0"));
  EXPECT_EQ(Found[0].Mapping.Dma, New);
}

TEST_F(FaultTest, ALargeMappingIsFoundByAnyOfItsPages) {
  uint64_t Dma = Dev.map(Buffer, 3 * kPage, kTo);
  refuseWrite(Dma + 2 * kPage);
  EXPECT_THAT(taken(), ElementsAre("device-wrong-direction@8192"));
  Dev.unmap(Dma, 3 * kPage, kTo);
}

TEST_F(FaultTest, WhatIsMappedForItExplainsNothing) {
  uint64_t Dma = Dev.map(Buffer, 512, kFrom);
  uint64_t Before = counterValue(Counter::AllowedFaults);
  refuseWrite(Dma);
  EXPECT_THAT(taken(), IsEmpty());
  EXPECT_EQ(counterValue(Counter::AllowedFaults), Before + 1);
  refuseRead(Dma);
  EXPECT_THAT(taken(), ElementsAre("device-wrong-direction@0"));
  Dev.unmap(Dma, 512, kFrom);
}

TEST_F(FaultTest, NothingMovesSoNothingChanges) {
  uint64_t Dma = Dev.map(Buffer, 512, kTo);
  refuseWrite(Dma);
  EXPECT_THAT(taken(), ElementsAre("device-wrong-direction@0"));
  load(Buffer, 8);
  Dev.unmap(Dma, 512, kTo);
  store(Buffer, 8);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(FaultTest, RightBehindAMapping) {
  uint64_t Dma = Dev.map(Buffer, 2 * kPage, kFrom);
  refuseWrite(Dma + 2 * kPage);
  EXPECT_THAT(taken(), ElementsAre("device-out-of-bounds@8192"));
  // Some way behind it is not.
  refuseWrite(Dma + 3 * kPage);
  EXPECT_THAT(taken(), ElementsAre("device-access-unmapped@0"));
  Dev.unmap(Dma, 2 * kPage, kFrom);
}

TEST_F(FaultTest, WithoutAMappingItIsSaidOnceForADevice) {
  refuseRead(0x12340000);
  refuseRead(0x56780000);
  EXPECT_THAT(taken(), ElementsAre("device-access-unmapped@0"));
}

TEST_F(FaultTest, AnExactAddressIsNotAPage) {
  uint64_t Dma = Dev.map(Buffer, 64, kTo);
  refuse(DMASAN_EVENT_DEVICE_WRITE, Dma + 63, 1);
  EXPECT_THAT(taken(), ElementsAre("device-wrong-direction@63"));
  Dev.unmap(Dma, 64, kTo);
  refuse(DMASAN_EVENT_DEVICE_WRITE, Dma + 63, 1);
  EXPECT_THAT(taken(), ElementsAre("device-use-after-unmap@63"));
}

TEST_F(FaultTest, TheAddressOfAFailedMapping) {
  refuseWrite(DMASAN_MAPPING_ERROR);
  EXPECT_THAT(taken(), ElementsAre("mapping-error-used@0"));
}

} // namespace
