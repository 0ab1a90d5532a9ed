// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Buffers and the cache lines that they lie on: two mappings beside and over
// each other, and one mapping inside its object.

#include "check/said.h"
#include "runtime/check/lines.h"

#include <gmock/gmock.h>

using namespace dmasan;
using dmasan::test::said;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

constexpr uint64_t kAt = 0x10000;
constexpr uint8_t kTo = DMASAN_TO_DEVICE;
constexpr uint8_t kFrom = DMASAN_FROM_DEVICE;
constexpr uint8_t kBidi = DMASAN_BIDIRECTIONAL;

Span bytes(uint64_t Begin, uint64_t Size) { return spanOf(kAt + Begin, Size); }

PairView pair(uint8_t New, uint8_t Old) {
  PairView P = {};
  P.New = bytes(64, 128);
  P.Old = bytes(0, 128);
  P.NearNew = P.NearOld = {0, ~uint64_t(0)}; // anything
  P.NewDir = New;
  P.OldDir = Old;
  P.SameDevice = true;
  P.OldOwned = true;
  return P;
}

TEST(Pairs, OneDeviceByDirections) {
  struct {
    uint8_t New, Old;
    PairRelation Shifted, InPlace;
  } Cases[] = {
      {kTo, kTo, PairRelation::Fine, PairRelation::Fine},
      {kTo, kFrom, PairRelation::Crossing, PairRelation::Fine},
      {kTo, kBidi, PairRelation::Crossing, PairRelation::Fine},
      {kFrom, kTo, PairRelation::Crossing, PairRelation::Fine},
      {kFrom, kFrom, PairRelation::Overlap, PairRelation::Overlap},
      {kFrom, kBidi, PairRelation::Overlap, PairRelation::Overlap},
      {kBidi, kTo, PairRelation::Crossing, PairRelation::Fine},
      {kBidi, kFrom, PairRelation::Overlap, PairRelation::Overlap},
      {kBidi, kBidi, PairRelation::Overlap, PairRelation::Overlap},
  };
  for (const auto &C : Cases) {
    PairView P = pair(C.New, C.Old);
    EXPECT_EQ(relate(P, 64), C.Shifted) << int(C.New) << int(C.Old);
    P.New = bytes(0, 144); // an authentication tag behind
    EXPECT_EQ(relate(P, 64), C.InPlace) << int(C.New) << int(C.Old);
  }
}

TEST(Pairs, OneDeviceMayReadWhatTheCpuHasBack) {
  PairView P = pair(kTo, kFrom);
  P.OldOwned = false;
  EXPECT_EQ(relate(P, 64), PairRelation::Fine);
  P.NewDir = kFrom; // written through both, whoever has it now
  EXPECT_EQ(relate(P, 64), PairRelation::Overlap);
}

TEST(Pairs, ListsCutTheSameBytesDifferently) {
  PairView P = pair(kFrom, kTo);
  P.TwoLists = true;
  EXPECT_EQ(relate(P, 64), PairRelation::Fine);
  P.OldDir = kFrom;
  EXPECT_EQ(relate(P, 64), PairRelation::Overlap);
  P.SameList = true;
  EXPECT_EQ(relate(P, 64), PairRelation::Fine);
}

TEST(Pairs, TwoDevices) {
  for (uint8_t New : {kTo, kFrom, kBidi})
    for (uint8_t Old : {kTo, kFrom, kBidi}) {
      PairView P = pair(New, Old);
      P.SameDevice = false;
      EXPECT_EQ(relate(P, 64), New == kFrom && Old == kFrom
                                   ? PairRelation::Rivals
                                   : PairRelation::Fine);
      P.OldOwned = false;
      EXPECT_EQ(relate(P, 64), PairRelation::Fine);
    }
}

TEST(Pairs, ExactBytes) {
  PairView P = pair(kFrom, kFrom);
  P.New = bytes(127, 64); // one byte
  EXPECT_EQ(relate(P, 64), PairRelation::Overlap);
  P.New = bytes(128, 64);
  EXPECT_EQ(relate(P, 64), PairRelation::Fine);
  EXPECT_EQ(relate(P, 256), PairRelation::SharedLine);
}

/// Two buffers of two pages; the new one shares the old one's first, a middle
/// or its last line, or just not.
TEST(Pairs, EveryLineSizeAtBothEnds) {
  for (uint64_t Line : {16u, 32u, 64u, 128u, 256u})
    for (bool Swapped : {false, true}) {
      auto Relation = [&](Span A, Span B) {
        PairView P = pair(kFrom, kTo);
        P.New = Swapped ? B : A;
        P.Old = Swapped ? A : B;
        return relate(P, Line);
      };
      Span Old = bytes(4096 + 8, 8192 - 16); // unaligned at both ends
      Span Before = spanOf(Old.Begin - 4, 4), After = spanOf(Old.End, 4);
      EXPECT_EQ(Relation(Before, Old), PairRelation::SharedLine) << Line;
      EXPECT_EQ(Relation(After, Old), PairRelation::SharedLine) << Line;
      EXPECT_EQ(Relation(spanOf(alignDown(Old.Begin, Line) - 1, 1), Old),
                PairRelation::Fine)
          << Line;
      EXPECT_EQ(Relation(spanOf(kAt + 4096 + 8192, 1), Old), PairRelation::Fine)
          << Line;
      EXPECT_EQ(Relation(bytes(4096 + 4096, Line), Old),
                PairRelation::Crossing);
    }
}

/// Two objects of 32 bytes, beside each other on one line.
TEST(Pairs, PaddedObjectsHaveLinesOfTheirOwn) {
  const Span First = bytes(64, 32), Second = bytes(96, 32);
  for (uint8_t New : {kFrom, kTo})
    for (bool Swapped : {false, true}) {
      auto Relation = [&](Span A, Span NearA, Span B, Span NearB) {
        PairView P = pair(New, New == kFrom ? kTo : kFrom);
        P.New = Swapped ? B : A;
        P.NearNew = Swapped ? NearB : NearA;
        P.Old = Swapped ? A : B;
        P.NearOld = Swapped ? NearA : NearB;
        return relate(P, 64);
      };
      const Span Any = {0, ~uint64_t(0)};
      Span InFirst = bytes(64, 22), Behind = bytes(88, 4);
      Span InSecond = bytes(96, 25);
      EXPECT_EQ(Relation(InFirst, First, InSecond, Second), PairRelation::Fine);
      EXPECT_EQ(Relation(First, First, Second, Second), PairRelation::Fine);
      EXPECT_EQ(Relation(InFirst, First, Behind, First),
                PairRelation::SharedLine);
      // One of them is enough.
      EXPECT_EQ(Relation(InFirst, First, InSecond, Any), PairRelation::Fine);
      EXPECT_EQ(Relation(InFirst, Any, InSecond, Second), PairRelation::Fine);
      EXPECT_EQ(Relation(InFirst, Any, InSecond, Any),
                PairRelation::SharedLine);
      // A mapping that reaches into its neighbour.
      EXPECT_EQ(Relation(bytes(64, 40), First, InSecond, Second),
                PairRelation::Crossing);
      EXPECT_EQ(Relation(bytes(64, 40), First, bytes(112, 4), Second),
                PairRelation::Fine);
    }
}

TEST(CheckPartner, SaysWhichBytesAndHowBad) {
  struct {
    PairRelation Relation;
    Severity Sev;
  } Cases[] = {{PairRelation::Overlap, Severity::Error},
               {PairRelation::Crossing, Severity::Portability},
               {PairRelation::Rivals, Severity::Style}};
  for (auto [Relation, Sev] : Cases) {
    Verdicts V;
    checkPartner(Relation, bytes(96, 64), bytes(0, 128), 64, V);
    EXPECT_THAT(said(V, kAt), ElementsAre("overlapping-mappings@96+32"));
    EXPECT_EQ(V.begin()->Sev, Sev);
  }
  Verdicts V;
  checkPartner(PairRelation::SharedLine, bytes(32, 64), bytes(0, 16), 64, V);
  EXPECT_THAT(said(V, kAt), ElementsAre("cacheline-shared-mappings@32+32"));
  Verdicts None;
  checkPartner(PairRelation::Fine, bytes(0, 64), bytes(0, 64), 64, None);
  EXPECT_THAT(said(None), IsEmpty());
}

OriginInfo object(uint64_t Begin, uint64_t Size, bool Dedicated) {
  OriginInfo O = {};
  O.Kind = OriginKind::Heap;
  O.Object = {uintptr_t(kAt + Begin), Size};
  O.PaddedSize = Dedicated ? Size : 0;
  return O;
}

TEST(OwnBytes, OfPaddedObjectsAndOfWholeLines) {
  auto Own = [](const OriginInfo &Origin, uint64_t Line) {
    Span Bytes = ownBytes(Origin, Line);
    return std::pair(Bytes.Begin, Bytes.size());
  };
  const std::pair<uint64_t, uint64_t> None = {0, 0};
  OriginInfo Asked = object(32, 22, false);
  EXPECT_EQ(Own(Asked, 64), None);
  Asked.PaddedSize = 32;
  EXPECT_EQ(Own(Asked, 64), std::pair(kAt + 32, uint64_t(32)));
  EXPECT_EQ(Own(object(64, 128, false), 64),
            std::pair(kAt + 64, uint64_t(128)));
  EXPECT_EQ(Own(object(64, 128, false), 128), None);
  EXPECT_EQ(Own(object(64, 100, false), 64), None);
  EXPECT_EQ(Own(OriginInfo{}, 64), None);
}

std::vector<std::string> alignment(Span Cpu, const OriginInfo &Origin,
                                   uint64_t Line, bool ReportUnknown = true) {
  Verdicts V;
  checkAlignment(Cpu, Origin, Line, ReportUnknown, V);
  return said(V, kAt);
}

TEST(Alignment, UnknownObject) {
  OriginInfo Unknown = {};
  for (uint64_t Line : {16u, 32u, 64u, 128u, 256u}) {
    EXPECT_THAT(alignment(bytes(0, Line * 3), Unknown, Line), IsEmpty());
    Verdicts Start, Size;
    checkAlignment(bytes(4, Line - 4), Unknown, Line, true, Start);
    EXPECT_EQ(Start.begin()->What, Kind::MapMisalignedStart);
    EXPECT_EQ(Start.begin()->Actual, 4u);
    checkAlignment(bytes(0, Line + 1), Unknown, Line, true, Size);
    EXPECT_EQ(Size.begin()->What, Kind::MapMisalignedSize);
    EXPECT_EQ(Size.begin()->Actual, 1u);
    EXPECT_THAT(alignment(bytes(4, 4), Unknown, Line, false), IsEmpty());
  }
}

TEST(Alignment, AloneInItsObject) {
  EXPECT_THAT(alignment(bytes(0, 100), object(0, 100, true), 64), IsEmpty());
  EXPECT_THAT(alignment(bytes(8, 92), object(8, 92, true), 64), IsEmpty());
  EXPECT_THAT(alignment(bytes(0, 100), object(0, 100, false), 64),
              ElementsAre("cacheline-shared-object@100+28"));
}

TEST(Alignment, AnObjectThatFillsItsLines) {
  EXPECT_THAT(alignment(bytes(0, 300), object(0, 320, false), 64), IsEmpty());
  EXPECT_THAT(alignment(bytes(0, 300), object(0, 320, false), 128),
              ElementsAre("cacheline-shared-object@300+84"));
  EXPECT_THAT(alignment(bytes(64, 300), object(8, 376, false), 64),
              ElementsAre("cacheline-shared-object@364+20"));
}

TEST(Alignment, MembersBeside) {
  EXPECT_THAT(alignment(bytes(16, 48), object(0, 256, true), 64),
              ElementsAre("cacheline-shared-object@0+16"));
  EXPECT_THAT(alignment(bytes(64, 32), object(0, 256, true), 64),
              ElementsAre("cacheline-shared-object@96+32"));
  EXPECT_THAT(alignment(bytes(64, 64), object(0, 256, true), 64), IsEmpty());
  EXPECT_THAT(alignment(bytes(64, 64), object(0, 256, true), 128),
              ElementsAre("cacheline-shared-object@0+64"));
}

/// This machine's padding may be less than a line.
TEST(Alignment, MembersBesideBeforeAnotherObject) {
  EXPECT_THAT(alignment(bytes(40, 8), object(32, 32, true), 128),
              ElementsAre("cacheline-shared-object@32+8"));
  EXPECT_THAT(alignment(bytes(32, 8), object(32, 20, true), 128),
              ElementsAre("cacheline-shared-object@40+12"));
}

TEST(Alignment, ShortAnswersInWholeLines) {
  EXPECT_THAT(alignment(bytes(0, 36), object(0, 256, true), 64), IsEmpty());
  EXPECT_THAT(alignment(bytes(0, 8), object(0, 64, true), 64), IsEmpty());
  EXPECT_THAT(alignment(bytes(0, 8), object(0, 64, true), 128),
              ElementsAre("cacheline-shared-object@8+56"));
  EXPECT_THAT(alignment(bytes(0, 36), object(0, 200, true), 64),
              ElementsAre("cacheline-shared-object@36+28"));
}

TEST(Alignment, LongReceiveBuffersHaveRoomBehind) {
  EXPECT_THAT(alignment(bytes(0, 257), object(0, 2048, true), 64), IsEmpty());
  EXPECT_THAT(alignment(bytes(0, 255), object(0, 2049, true), 64),
              ElementsAre("cacheline-shared-object@255+1"));
  // A socket buffer's, behind its headroom.
  EXPECT_THAT(alignment(bytes(64, 1522), object(0, 2048, true), 64), IsEmpty());
  EXPECT_THAT(alignment(bytes(66, 1522), object(0, 2048, true), 64),
              ElementsAre("cacheline-shared-object@64+2"));
}

} // namespace
