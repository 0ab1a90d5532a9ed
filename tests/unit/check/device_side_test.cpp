// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Accesses of a device: one verdict on where it goes, others on how.

#include "check/said.h"
#include "runtime/check/device_side.h"

#include <gmock/gmock.h>

using namespace dmasan;
using dmasan::test::said;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

constexpr uint64_t kCpu = 0x7000, kDma = 0xf000;

MappingView mapping(uint8_t Direction) {
  MappingView M;
  M.Cpu = spanOf(kCpu, 256);
  M.Dma = kDma;
  M.Size = 256;
  M.Direction = Direction;
  return M;
}

std::vector<std::string> access(const MappingView &M, uint64_t Begin,
                                uint64_t Size, bool Write,
                                uint64_t Reach = kDma + 256) {
  Verdicts V;
  checkDeviceAccess(M, spanOf(kDma + Begin, Size), Reach, Write, V);
  return said(V, kCpu);
}

/// The order of precedence: each is said although everything below is true.
TEST(Target, TheMostTellingFirst) {
  TargetView T;
  T.Mapped = T.ErrorAddress = T.WasMapped = T.NearMapping = T.BeyondWires =
      T.ShutDown = true;
  std::pair<bool TargetView::*, const char *> Order[] = {
      {&TargetView::ShutDown, "device-active-at-shutdown"},
      {&TargetView::ErrorAddress, "mapping-error-used"},
      {&TargetView::BeyondWires, "mask-exceeded"},
      {&TargetView::Mapped, nullptr},
      {&TargetView::WasMapped, "device-use-after-unmap"},
      {&TargetView::NearMapping, "device-out-of-bounds"}};
  for (auto [Member, Name] : Order) {
    Verdicts V;
    EXPECT_EQ(checkTarget(T, V), Name != nullptr);
    if (Name)
      EXPECT_THAT(said(V), ElementsAre(Name));
    else
      EXPECT_THAT(said(V), IsEmpty()) << "the mapping decides";
    T.*Member = false;
  }
  Verdicts V;
  EXPECT_TRUE(checkTarget(T, V));
  EXPECT_THAT(said(V), ElementsAre("device-access-unmapped"));
}

TEST(Access, Directions) {
  for (bool Write : {false, true}) {
    EXPECT_THAT(access(mapping(DMASAN_BIDIRECTIONAL), 0, 8, Write), IsEmpty());
    uint8_t Right = Write ? DMASAN_FROM_DEVICE : DMASAN_TO_DEVICE;
    uint8_t Wrong = Write ? DMASAN_TO_DEVICE : DMASAN_FROM_DEVICE;
    EXPECT_THAT(access(mapping(Right), 0, 8, Write), IsEmpty());
    EXPECT_THAT(access(mapping(Wrong), 0, 8, Write),
                ElementsAre("device-wrong-direction"));
    MappingView M = mapping(Wrong);
    M.Coherent = true;
    EXPECT_THAT(access(M, 0, 8, Write), IsEmpty());
  }
}

TEST(Access, BoundsToTheByte) {
  MappingView M = mapping(DMASAN_FROM_DEVICE);
  EXPECT_THAT(access(M, 0, 256, true), IsEmpty());
  EXPECT_THAT(access(M, 255, 1, true), IsEmpty());
  EXPECT_THAT(access(M, 255, 2, true),
              ElementsAre("device-out-of-bounds@256+1"));
  EXPECT_THAT(access(M, 192, 128, true, kDma + 512), IsEmpty())
      << "the next entry of a merged list";
  M.Cpu = {}; // registers of another device
  EXPECT_THAT(access(M, 192, 128, true), ElementsAre("device-out-of-bounds"));
}

TEST(Access, SeveralMistakes) {
  MappingView M = mapping(DMASAN_TO_DEVICE);
  M.ErrorUnchecked = true;
  EXPECT_THAT(access(M, 250, 8, true), ElementsAre("device-wrong-direction",
                                                   "device-out-of-bounds@256+2",
                                                   "mapping-error-unchecked"));
}

} // namespace
