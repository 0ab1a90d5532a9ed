// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// DMA addresses against masks, wires and the limits of a segment.

#include "check/said.h"
#include "runtime/check/addresses.h"

#include <gmock/gmock.h>

using namespace dmasan;
using dmasan::test::said;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::vector<std::string> mask(const DeviceView &D, Span Dma) {
  Verdicts V;
  checkMask(D, Dma, V);
  return said(V);
}
std::vector<std::string> segment(const DeviceView &D, Span Dma) {
  Verdicts V;
  checkSegment(D, Dma, V);
  return said(V);
}

TEST(Mask, LastByteDecides) {
  DeviceView D;
  D.Mask = 0xffff;
  EXPECT_THAT(mask(D, {0xff00, 0x10000}), IsEmpty());
  EXPECT_THAT(mask(D, {0xff00, 0x10001}), ElementsAre("mask-exceeded"));
  D.Mask = ~uint64_t(0);
  EXPECT_THAT(mask(D, spanOf(~uint64_t(0) - 64, 64)), IsEmpty());
}

TEST(Mask, WiresAreFewerThanTheMaskSays) {
  DeviceView D;
  D.Mask = 0xffff;
  D.BusMask = 0xfff;
  Verdicts V;
  checkMask(D, {0x800, 0x1800}, V);
  ASSERT_THAT(said(V), ElementsAre("mask-exceeded"));
  EXPECT_EQ(V.begin()->Expected, 0xfffu);
  EXPECT_EQ(V.begin()->Actual, 0x17ffu);
}

TEST(Mask, NotSet) {
  DeviceView D;
  Verdicts V;
  checkMask(D, {0, 64}, V);
  ASSERT_THAT(said(V), ElementsAre("mask-unset"));
  EXPECT_EQ(V.begin()->Sev, Severity::Error);
  D.Mask = 0xffffffff;
  D.DefaultMask = true; // a bus set it
  Verdicts W;
  checkMask(D, {0, 64}, W);
  ASSERT_THAT(said(W), ElementsAre("mask-unset"));
  EXPECT_EQ(W.begin()->Sev, Severity::Style);
}

TEST(Mask, Changed) {
  DeviceView D;
  auto Change = [&](uint64_t Old, uint64_t New) {
    Verdicts V;
    checkMaskChange(D, Old, New, V);
    return said(V);
  };
  EXPECT_THAT(Change(0, 0xffff), IsEmpty());
  EXPECT_THAT(Change(0xffff, 0xffff), IsEmpty());
  EXPECT_THAT(Change(0xffff, 0xfffff), ElementsAre("mask-changed"));
  EXPECT_THAT(Change(0xfffff, 0xffff), ElementsAre("mask-changed"));
  D.DefaultMask = true; // a bus set it
  EXPECT_THAT(Change(0xffff, 0xfffff), IsEmpty());
}

TEST(Segment, Length) {
  DeviceView D;
  EXPECT_THAT(segment(D, {0, 1 << 30}), IsEmpty()) << "nothing was declared";
  D.MaxSegment = 4096;
  EXPECT_THAT(segment(D, {8, 8 + 4096}), IsEmpty());
  EXPECT_THAT(segment(D, {8, 8 + 4097}), ElementsAre("segment-too-long"));
}

TEST(Segment, Boundary) {
  DeviceView D;
  D.BoundaryMask = 0xffff;
  EXPECT_THAT(segment(D, {0x1fff0, 0x20000}), IsEmpty());
  EXPECT_THAT(segment(D, {0x1fff0, 0x20001}),
              ElementsAre("segment-crosses-boundary"));
  EXPECT_THAT(segment(D, {0x10000, 0x20000}), IsEmpty());
  D.BoundaryMask = ~uint64_t(0);
  EXPECT_THAT(segment(D, {0x1fff0, 0x20001}), IsEmpty());
}

} // namespace
