// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a call says against what it means: maps, unmaps, frees, syncs, lists.

#include "check/said.h"
#include "runtime/check/arguments.h"

#include <gmock/gmock.h>

using namespace dmasan;
using dmasan::test::said;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

using Said = std::vector<std::string>;
constexpr uint64_t kCpu = 0x7000, kDma = 0xf000;

MappingView mapping(uint8_t Direction = DMASAN_TO_DEVICE) {
  MappingView M;
  M.Cpu = spanOf(kCpu, 256);
  M.Dma = kDma;
  M.Size = 256;
  M.Api = DMASAN_API_SINGLE;
  M.Direction = Direction;
  return M;
}

/// The call that fits the mapping.
CallView fitting(const MappingView &M) {
  CallView C;
  C.Api = M.Api;
  C.Direction = M.Direction;
  C.Dma = M.Dma;
  C.Size = M.Size;
  C.Attrs = M.Attrs;
  C.Cpu = M.Cpu.Begin;
  return C;
}

Said map(const CallView &C) {
  Verdicts V;
  checkNewMapping(C, V);
  return said(V);
}
Said unmap(const MappingView &M, const CallView &C) {
  Verdicts V;
  checkUnmap(M, C, V);
  return said(V);
}
Said release(const MappingView &M, const CallView &C) {
  Verdicts V;
  checkFree(M, C, V);
  return said(V);
}
Said sync(const MappingView &M, const CallView &C) {
  Verdicts V;
  checkSync(M, C, V);
  return said(V, kCpu);
}

TEST(NewMapping, DirectionAndSize) {
  CallView C = fitting(mapping());
  EXPECT_THAT(map(C), IsEmpty());
  C.Direction = DMASAN_NO_DIRECTION;
  EXPECT_THAT(map(C), ElementsAre("invalid-direction"));
  C.Direction = 77;
  EXPECT_THAT(map(C), ElementsAre("invalid-direction"));
  C.Api = DMASAN_API_COHERENT; // has none
  EXPECT_THAT(map(C), IsEmpty());
  C = fitting(mapping());
  C.Size = 0;
  EXPECT_THAT(map(C), ElementsAre("zero-size"));
}

TEST(NewMapping, AddressesThatAreNone) {
  CallView C = fitting(mapping());
  C.Cpu = 0;
  EXPECT_THAT(map(C), ElementsAre("map-invalid"));
  C.Api = DMASAN_API_PAGE; // highmem has no address
  EXPECT_THAT(map(C), IsEmpty());
  C.Cpu = ~uint64_t(0) - 255; // up to the last byte
  EXPECT_THAT(map(C), IsEmpty());
  C.Size = 257;
  EXPECT_EQ(map(C).size(), 1u);
}

TEST(Unmap, EachArgument) {
  MappingView M = mapping();
  EXPECT_THAT(unmap(M, fitting(M)), IsEmpty());
  CallView C = fitting(M);
  C.Size = 255;
  EXPECT_THAT(unmap(M, C), ElementsAre("unmap-size-mismatch"));
  C = fitting(M);
  C.Direction = DMASAN_BIDIRECTIONAL;
  EXPECT_THAT(unmap(M, C), ElementsAre("unmap-direction-mismatch"));
  C.Direction = DMASAN_NO_DIRECTION;
  EXPECT_THAT(unmap(M, C), ElementsAre("invalid-direction"));
  C = fitting(M);
  C.Attrs = DMASAN_ATTR_WEAK_ORDERING;
  EXPECT_THAT(unmap(M, C), ElementsAre("unmap-attrs-mismatch"));
  C.Attrs = DMASAN_ATTR_SKIP_CPU_SYNC; // decided anew
  EXPECT_THAT(unmap(M, C), IsEmpty());
  C = fitting(M);
  C.Size = 1;
  C.Direction = DMASAN_FROM_DEVICE;
  EXPECT_EQ(unmap(M, C).size(), 2u) << "two mistakes";
}

TEST(Unmap, Families) {
  MappingView M = mapping();
  CallView C = fitting(M);
  C.Api = DMASAN_API_PAGE;
  Verdicts V;
  checkUnmap(M, C, V);
  ASSERT_EQ(V.size(), 1u);
  EXPECT_EQ(V.begin()->What, Kind::UnmapApiMismatch);
  EXPECT_EQ(V.begin()->Sev, Severity::Style) << "one function under two names";
  for (uint8_t Api : {DMASAN_API_COHERENT, DMASAN_API_RESOURCE}) {
    C.Api = Api;
    Verdicts W;
    checkUnmap(M, C, W);
    EXPECT_EQ(W.begin()->Sev, Severity::Error);
  }
}

TEST(Unmap, ListsAreCountedNotMeasured) {
  MappingView M = mapping();
  M.Api = DMASAN_API_SG;
  M.Count = 4;
  CallView C = fitting(M);
  C.Size = 0;
  EXPECT_THAT(unmap(M, C), IsEmpty());
  Verdicts V;
  C.Count = 3;
  checkEntries(M, C, V);
  ASSERT_THAT(said(V), ElementsAre("sg-nents-mismatch"));
  EXPECT_EQ(V.begin()->Expected, 4u);
  EXPECT_EQ(V.begin()->Actual, 3u);
  Verdicts None;
  C.Count = 4;
  checkEntries(M, C, None);
  C.Count = 0; // a table knows
  checkEntries(M, C, None);
  EXPECT_THAT(said(None), IsEmpty());
}

TEST(Unmap, CountThatMapReturned) {
  MappingView M = mapping();
  M.Api = DMASAN_API_SG;
  M.Count = 4;
  CallView C = fitting(M);
  C.CountIsResult = true;
  C.Count = 4;
  Verdicts V;
  checkEntries(M, C, V);
  ASSERT_THAT(said(V), ElementsAre("sg-returned-nents"));
  EXPECT_EQ(V.begin()->Sev, Severity::Style);
  C.Count = 3; // something was merged
  Verdicts Wrong;
  checkEntries(M, C, Wrong);
  EXPECT_THAT(said(Wrong), ElementsAre("sg-nents-mismatch"));
}

TEST(Unmap, Untested) {
  MappingView M = mapping();
  M.ErrorUnchecked = true;
  EXPECT_THAT(unmap(M, fitting(M)), ElementsAre("mapping-error-unchecked"));
  EXPECT_THAT(sync(M, fitting(M)), ElementsAre("mapping-error-unchecked"));
}

TEST(Free, OneMismatchAtATime) {
  MappingView M = mapping(DMASAN_BIDIRECTIONAL);
  M.Api = DMASAN_API_COHERENT;
  M.Coherent = true;
  EXPECT_THAT(release(M, fitting(M)), IsEmpty());
  for (uint64_t CallView::*Member :
       {&CallView::Size, &CallView::Cpu, &CallView::Dma}) {
    CallView C = fitting(M);
    C.*Member += 64;
    EXPECT_THAT(release(M, C), ElementsAre("coherent-free-mismatch"));
  }
  CallView C = fitting(M);
  C.Size = C.Cpu = C.Dma = 1;
  EXPECT_EQ(release(M, C).size(), 1u);
  C = fitting(M);
  C.Api = DMASAN_API_PAGES;
  EXPECT_THAT(release(M, C), ElementsAre("unmap-api-mismatch"));
}

TEST(Free, ManagedMemory) {
  MappingView M = mapping(DMASAN_BIDIRECTIONAL);
  M.Api = DMASAN_API_COHERENT;
  M.Coherent = true;
  CallView C = fitting(M);
  C.Managed = true;
  EXPECT_THAT(release(M, C), ElementsAre("unmap-api-mismatch"));
  M.Managed = true;
  EXPECT_THAT(release(M, C), IsEmpty());
  C.Managed = false;
  EXPECT_THAT(release(M, C), IsEmpty()) << "so the host frees it";
}

TEST(Free, NoncoherentMemoryHasADirection) {
  MappingView M = mapping(DMASAN_FROM_DEVICE);
  M.Api = DMASAN_API_NONCOHERENT;
  CallView C = fitting(M);
  EXPECT_THAT(release(M, C), IsEmpty());
  C.Direction = DMASAN_TO_DEVICE;
  EXPECT_THAT(release(M, C), ElementsAre("unmap-direction-mismatch"));
}

TEST(Sync, RangeToTheByte) {
  MappingView M = mapping();
  CallView C = fitting(M);
  C.Dma = kDma + 255;
  C.Size = 1;
  EXPECT_THAT(sync(M, C), IsEmpty());
  C.Size = 2;
  EXPECT_THAT(sync(M, C), ElementsAre("sync-out-of-range@256+1"));
}

TEST(Sync, Directions) {
  for (uint8_t Mapped :
       {DMASAN_TO_DEVICE, DMASAN_FROM_DEVICE, DMASAN_BIDIRECTIONAL})
    for (uint8_t Given :
         {DMASAN_TO_DEVICE, DMASAN_FROM_DEVICE, DMASAN_BIDIRECTIONAL}) {
      MappingView M = mapping(Mapped);
      CallView C = fitting(M);
      C.Direction = Given;
      bool Fine = Mapped == Given || Mapped == DMASAN_BIDIRECTIONAL;
      EXPECT_EQ(sync(M, C), Fine ? Said{} : Said{"sync-direction-mismatch"});
    }
  MappingView M = mapping();
  CallView C = fitting(M);
  C.Direction = DMASAN_NO_DIRECTION;
  EXPECT_THAT(sync(M, C), ElementsAre("invalid-direction"));
}

TEST(Sync, CoherentMemoryNeedsNone) {
  MappingView M = mapping();
  M.Coherent = true;
  CallView C = fitting(M);
  C.Size = 1 << 20;
  EXPECT_THAT(sync(M, C), ElementsAre("redundant-sync"));
}

/// Verdicts, and how many bytes the sync should have been about.
std::pair<Said, uint64_t> syncPart(uint64_t Begin, uint64_t Size,
                                   uint64_t SubSize) {
  MappingView M = mapping();
  M.SubSize = SubSize;
  CallView C = fitting(M);
  C.Dma = kDma + Begin;
  C.Size = Size;
  Verdicts V;
  uint64_t Right = checkSubBuffers(M, C, V);
  return {said(V, kCpu), Right};
}

TEST(SubBuffers, OneOrSeveralWholeOnes) {
  EXPECT_EQ(syncPart(0, 256, 0), std::pair(Said{}, uint64_t(256)));
  for (auto [Begin, Size] :
       {std::pair(0u, 128u), {128u, 128u}, {0u, 256u}, {4u, 124u}, {200u, 8u}})
    EXPECT_EQ(syncPart(Begin, Size, 128), std::pair(Said{}, uint64_t(Size)));
  EXPECT_EQ(syncPart(0, 256, 100), std::pair(Said{}, uint64_t(256)))
      << "the last one is shorter";
}

TEST(SubBuffers, PartOfANeighbour) {
  EXPECT_EQ(syncPart(0, 129, 128),
            std::pair(Said{"sync-crosses-buffers@128+1"}, uint64_t(128)));
  EXPECT_EQ(syncPart(127, 129, 128),
            std::pair(Said{"sync-crosses-buffers@128+128"}, uint64_t(1)));
  EXPECT_EQ(syncPart(64, 128, 64), std::pair(Said{}, uint64_t(128)));
  EXPECT_EQ(syncPart(96, 64, 64),
            std::pair(Said{"sync-crosses-buffers@128+32"}, uint64_t(32)));
}

TEST(SubBuffers, BeyondTheMappingIsAnotherMatter) {
  EXPECT_THAT(syncPart(128, 256, 128).first, IsEmpty());
}

} // namespace
