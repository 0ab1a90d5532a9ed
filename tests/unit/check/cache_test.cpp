// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Raw cache maintenance against a mapping or an object, and what the hardware
// does with hand-overs that it was not told of.

#include "check/said.h"
#include "runtime/check/cache.h"
#include "runtime/check/coherence.h"
#include "runtime/check/coherent.h"

#include <gmock/gmock.h>

using namespace dmasan;
using dmasan::test::said;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

using Said = std::vector<std::string>;
constexpr uint64_t kAt = 0x10000;

OriginInfo object(uint64_t Size, bool Dedicated) {
  OriginInfo O = {};
  O.Kind = OriginKind::Heap;
  O.Object = {uintptr_t(kAt), Size};
  O.PaddedSize = Dedicated ? Size : 0;
  return O;
}

Said operate(CacheOp Op, uint64_t Begin, uint64_t Size,
             const MappingView *Mapping, const OriginInfo &Origin,
             uint64_t Line = 64, bool ReportUnknown = true) {
  Verdicts V;
  checkCacheOp({Op, spanOf(kAt + Begin, Size)}, Mapping, Origin, Line,
               ReportUnknown, V);
  return said(V, kAt);
}

TEST(CacheOp, InvalidatingWhatTheDeviceReads) {
  MappingView M;
  M.Cpu = spanOf(kAt, 256);
  OriginInfo O = object(256, true);
  M.Direction = DMASAN_TO_DEVICE;
  EXPECT_THAT(operate(CacheOp::Invalidate, 0, 256, &M, O),
              ElementsAre("cache-op-wrong@0+256"));
  EXPECT_THAT(operate(CacheOp::Clean, 0, 256, &M, O), IsEmpty());
  EXPECT_THAT(operate(CacheOp::Flush, 0, 256, &M, O), IsEmpty());
  M.Direction = DMASAN_FROM_DEVICE;
  EXPECT_THAT(operate(CacheOp::Invalidate, 0, 256, &M, O), IsEmpty());
}

TEST(CacheOp, TheLastLineIsMissing) {
  MappingView M;
  M.Cpu = spanOf(kAt, 257);
  M.Direction = DMASAN_TO_DEVICE;
  OriginInfo O = object(257, true);
  EXPECT_THAT(operate(CacheOp::Clean, 0, 256, &M, O),
              ElementsAre("cache-op-short@256+1"));
  EXPECT_THAT(operate(CacheOp::Clean, 0, 257, &M, O), IsEmpty());
  EXPECT_THAT(operate(CacheOp::Clean, 0, 250, &M, O, 512), IsEmpty())
      << "a longer line reaches the end";
  EXPECT_THAT(operate(CacheOp::Clean, 0, 128, &M, O), IsEmpty())
      << "a part, on purpose";
  EXPECT_THAT(operate(CacheOp::Clean, 0, 256, nullptr, O),
              ElementsAre("cache-op-short@256+1"));
}

TEST(CacheOp, WholeLinesOnly) {
  MappingView M;
  M.Cpu = spanOf(kAt, 160);
  M.Direction = DMASAN_TO_DEVICE;
  auto Flush = [&](uint64_t Begin, uint64_t Size, uint64_t Line = 64) {
    Verdicts V;
    checkCacheOp({CacheOp::Flush, spanOf(kAt + Begin, Size), true}, &M,
                 object(160, true), Line, true, V);
    return said(V, kAt);
  };
  EXPECT_THAT(Flush(0, 192), IsEmpty());
  EXPECT_THAT(Flush(64, 64), IsEmpty()) << "a part is meant";
  EXPECT_THAT(Flush(0, 160), ElementsAre("cache-op-short@128+32"));
  EXPECT_THAT(Flush(8, 184), ElementsAre("cache-op-short@8+56"));
  EXPECT_THAT(Flush(8, 16), ElementsAre("cache-op-short@8+16"));
  EXPECT_THAT(Flush(0, 160, 32), IsEmpty());
  EXPECT_THAT(Flush(256, 8), IsEmpty()) << "nobody meant these";
}

TEST(CacheOp, LinesWithOtherData) {
  OriginInfo Shared = object(256, false);
  EXPECT_THAT(operate(CacheOp::Invalidate, 16, 112, nullptr, Shared),
              ElementsAre("cache-op-partial-line@0+16"));
  EXPECT_THAT(operate(CacheOp::Invalidate, 64, 32, nullptr, Shared),
              ElementsAre("cache-op-partial-line@96+32"));
  EXPECT_THAT(operate(CacheOp::Invalidate, 64, 64, nullptr, Shared), IsEmpty());
  EXPECT_THAT(operate(CacheOp::Clean, 16, 112, nullptr, Shared), IsEmpty())
      << "cleaning loses nothing";
  EXPECT_THAT(operate(CacheOp::Invalidate, 0, 100, nullptr, object(100, true)),
              IsEmpty())
      << "nobody else is there";
  EXPECT_THAT(operate(CacheOp::Invalidate, 0, 100, nullptr, {}, 64, false),
              IsEmpty());
}

TEST(Coherence, OnlyWhatLosesData) {
  DeviceView D;
  auto Loses = [&](uint32_t Direction, bool ToDevice) {
    Verdicts V;
    checkCoherence(D, Direction, ToDevice, V);
    return !V.empty();
  };
  D.DeclaredCoherent = true;
  EXPECT_FALSE(Loses(DMASAN_TO_DEVICE, true)) << "the hardware is not known";
  D.HardwareKnown = true; // does not snoop, and nobody cleans
  EXPECT_TRUE(Loses(DMASAN_TO_DEVICE, true));
  EXPECT_TRUE(Loses(DMASAN_FROM_DEVICE, false));
  EXPECT_FALSE(Loses(DMASAN_TO_DEVICE, false));
  EXPECT_FALSE(Loses(DMASAN_FROM_DEVICE, true));
  D.Snoops = true;
  EXPECT_FALSE(Loses(DMASAN_BIDIRECTIONAL, false)) << "as it was told";
  D.DeclaredCoherent = false; // the invalidate drops what was snooped in
  EXPECT_TRUE(Loses(DMASAN_FROM_DEVICE, false));
  EXPECT_TRUE(Loses(DMASAN_BIDIRECTIONAL, false));
  EXPECT_FALSE(Loses(DMASAN_TO_DEVICE, true));
}

TEST(DeviceMemory, AlignedSingleAccessesOnly) {
  auto Access = [](uint64_t Offset, uint64_t Size, bool Bulk) {
    Verdicts V;
    checkCoherentAccess(spanOf(kAt + Offset, Size), Bulk, V);
    return said(V, kAt);
  };
  for (uint64_t Size : {1u, 2u, 4u, 8u}) {
    EXPECT_THAT(Access(8, Size, false), IsEmpty());
    if (Size > 1)
      EXPECT_THAT(
          Access(9, Size, false),
          ElementsAre("coherent-unaligned-access@9+" + std::to_string(Size)));
  }
  EXPECT_THAT(Access(0, 16, false), ElementsAre("coherent-bulk-access@0+16"));
  EXPECT_THAT(Access(0, 3, false), ElementsAre("coherent-bulk-access@0+3"));
  EXPECT_THAT(Access(0, 8, true), ElementsAre("coherent-bulk-access@0+8"));
}

} // namespace
