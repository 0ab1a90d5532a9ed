// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How mappings end, rightly and wrongly: unmapped, leaked, their device shut
// down, their memory freed or given to somebody else. Oracle: kind and byte
// offset.

#include "fake_port/core_test.h"
#include "runtime/engine/options.h"

using namespace dmasan;
using namespace dmasan::fake;

namespace {

class EndsTest : public CoreTest {};

TEST_F(EndsTest, UnmapNotMapped) {
  Dev.unmap(Dev.dma(Buffer), 64, kTo);
  EXPECT_THAT(taken(), ElementsAre("unmap-not-mapped@0"));
}

TEST_F(EndsTest, DoubleUnmap) {
  uint64_t Dma = Dev.map(Buffer, 64, kTo);
  Dev.unmap(Dma, 64, kTo);
  Dev.unmap(Dma, 64, kTo);
  auto Findings = Host::get().take();
  EXPECT_THAT(names(Findings), ElementsAre("double-unmap@0"));
  EXPECT_NE(Findings[0].SecondStack, 0u);
  EXPECT_FALSE(Findings[0].Mapping.Live);
}

TEST_F(EndsTest, MismatchesReleaseTheMapping) {
  uint64_t Dma = Dev.map(Buffer, 128, kTo);
  Dev.unmap(Dma, 64, kTo);
  EXPECT_THAT(taken(), ElementsAre("unmap-size-mismatch@0"));
  Dma = Dev.map(Buffer, 128, kTo);
  Dev.unmap(Dma, 128, kFrom);
  EXPECT_THAT(taken(), ElementsAre("unmap-direction-mismatch@0"));
  Dma = Dev.map(Buffer, 128, kTo);
  Dev.unmap(Dma, 128, kTo, 0, DMASAN_API_COHERENT);
  EXPECT_THAT(taken(), ElementsAre("unmap-api-mismatch@0"));
  Dma = Dev.map(Buffer, 128, kTo);
  Dev.unmap(Dma, 128, kTo, DMASAN_ATTR_WEAK_ORDERING);
  EXPECT_THAT(taken(), ElementsAre("unmap-attrs-mismatch@0"));
  store(Buffer, 128);
  Dev.remove();
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(EndsTest, UnmapInsideTheMappingIsForgivenOnce) {
  uint64_t Dma = Dev.map(Buffer, 4096, kTo);
  Dev.unmap(Dma + 64, 64, kTo);
  EXPECT_THAT(taken(), ElementsAre("unmap-not-mapped@0"));
  Dev.unmap(Dma, 4096, kTo);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(Dma, 4096, kTo);
  EXPECT_THAT(taken(), ElementsAre("double-unmap@0"));
}

TEST_F(EndsTest, UnmapForAnotherDevice) {
  Driver Other;
  uint64_t Dma = Dev.map(Buffer, 128, kTo);
  Other.unmap(Dma, 128, kTo);
  EXPECT_THAT(taken(), ElementsAre("unmap-device-mismatch@0"));
}

TEST_F(EndsTest, BestMatchAmongEqualAddresses) {
  uint64_t Dma = Dev.map(Buffer, 128, kTo);
  Dev.map(Buffer, 256, kTo);
  Dev.unmap(Dma, 256, kTo);
  Dev.unmap(Dma, 128, kTo);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(EndsTest, LeaksAreGrouped) {
  auto Call = Dev.make(DMASAN_EVENT_MAP, DMASAN_API_SINGLE);
  for (int I = 0; I != 3; ++I) {
    Call.cpu = Buffer + I * 64;
    Call.dma = Dev.dma(Call.cpu);
    Call.size = 64;
    Call.direction = kTo;
    __dmasan_call_at(&Call, 0x42, 1);
  }
  Dev.map(Buffer + 1024, 64, kTo);
  Dev.remove();
  auto Findings = Host::get().take();
  ASSERT_EQ(Findings.size(), 2u);
  EXPECT_EQ(Findings[0].What, Kind::MappingLeak);
  EXPECT_EQ(Findings[0].Count + Findings[1].Count, 4u);
  store(Buffer, 2048);
  Dev.remove();
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(EndsTest, LeaksOnDemandStay) {
  EXPECT_EQ(dmasan_check_leaks(Dev.device()), 0u);
  uint64_t Dma = Dev.map(Buffer, 64, kTo);
  EXPECT_EQ(dmasan_live_mappings(Dev.device()), 1u);
  EXPECT_EQ(dmasan_check_leaks(Dev.device()), 1u);
  EXPECT_THAT(taken(), ElementsAre("mapping-leak@0"));
  Dev.unmap(Dma, 64, kTo);
  EXPECT_EQ(dmasan_live_mappings(Dev.device()), 0u);
  EXPECT_THAT(taken(), IsEmpty());
  char Unknown;
  EXPECT_EQ(dmasan_live_mappings(&Unknown), 0u);
  EXPECT_EQ(dmasan_check_leaks(&Unknown), 0u);
}

TEST_F(EndsTest, LeaksOfCodeThatGoes) {
  auto Owner = [](const void *, const uintptr_t *Frames, size_t Count,
                  void *Context) {
    return int(Count && Frames[0] == *static_cast<uintptr_t *>(Context));
  };
  auto Call = Dev.make(DMASAN_EVENT_MAP, DMASAN_API_SINGLE);
  Call.cpu = Buffer;
  Call.dma = Dev.dma(Buffer);
  Call.size = 64;
  Call.direction = kTo;
  __dmasan_call_at(&Call, 0x77, 1);
  uintptr_t Stays = 0x78, Goes = 0x77;
  EXPECT_EQ(dmasan_check_leaks_of(Owner, &Stays), 0u);
  EXPECT_THAT(taken(), IsEmpty());
  EXPECT_EQ(dmasan_check_leaks_of(Owner, &Goes), 1u);
  EXPECT_THAT(taken(), ElementsAre("mapping-leak@0"));
  // Said once.
  EXPECT_EQ(dmasan_check_leaks_of(Owner, &Goes), 0u);
  Dev.remove();
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(EndsTest, ShutdownOfADeviceThatRuns) {
  auto shutdown = [&](uint32_t Flags) {
    auto Call = Dev.make(DMASAN_EVENT_DEVICE_SHUTDOWN, DMASAN_API_NONE);
    Call.flags = Flags;
    Dev.send(Call);
  };
  Dev.map(Buffer, 64, kTo);
  uint64_t Receive = Dev.map(Buffer + 256, 256, kFrom);
  shutdown(0);
  EXPECT_THAT(taken(), IsEmpty());
  shutdown(DMASAN_CALL_DEVICE_RUNS);
  EXPECT_THAT(taken(), ElementsAre("device-active-at-shutdown@0"));
  // Nothing to write into: the CPU has it, or it is unmapped.
  Dev.syncForCpu(Receive, 256, kFrom);
  shutdown(DMASAN_CALL_DEVICE_RUNS);
  Dev.unmap(Receive, 256, kFrom);
  shutdown(DMASAN_CALL_DEVICE_RUNS);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(EndsTest, LeakThatNobodyAskedAbout) {
  auto Call = Dev.make(DMASAN_EVENT_MAP, DMASAN_API_SINGLE);
  Call.flags = DMASAN_CALL_ERROR_VISIBLE;
  Call.cpu = Buffer;
  Call.dma = Dev.dma(Buffer);
  Call.size = 64;
  Call.direction = kTo;
  Dev.send(Call);
  Dev.remove();
  EXPECT_THAT(taken(),
              ElementsAre("mapping-error-unchecked@0", "mapping-leak@0"));
}

TEST_F(EndsTest, FreeWhileMapped) {
  uint64_t Dma = Dev.map(Buffer + 64, 128, kTo);
  freeMemory(Buffer + 256, 64);
  EXPECT_THAT(taken(), IsEmpty());
  freeMemory(Buffer, 256);
  EXPECT_THAT(taken(), ElementsAre("free-while-mapped@0"));
  store(Buffer, 256);
  Dev.unmap(Dma, 128, kTo);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(EndsTest, AllocWhileMapped) {
  auto Alloc = Dev.make(DMASAN_EVENT_MEMORY_ALLOC, DMASAN_API_NONE);
  auto allocate = [&](size_t Offset, size_t Size) {
    Alloc.cpu = Buffer + Offset;
    Alloc.size = Size;
    Dev.send(Alloc);
    return taken();
  };
  uint64_t Dma = Dev.map(Buffer + 64, 128, kFrom);
  EXPECT_THAT(allocate(0, 64), IsEmpty());
  EXPECT_THAT(allocate(64, 64), IsEmpty()) << "a part of an arena";
  load(Buffer + 64, 1);
  EXPECT_THAT(taken(), ElementsAre("cpu-read-device-owned@0"));
  EXPECT_THAT(allocate(0, 256), ElementsAre("alloc-while-mapped@0"));
  EXPECT_THAT(allocate(0, 256), IsEmpty()) << "said once";
  store(Buffer, 256);
  Dev.unmap(Dma, 128, kFrom);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(EndsTest, AllocOnMappedPage) {
  parseOptions("alloc_on_mapped=page:report_from=style", "test");
  auto Alloc = Dev.make(DMASAN_EVENT_MEMORY_ALLOC, DMASAN_API_NONE);
  Alloc.cpu = Buffer + 4096 - 32;
  Alloc.size = 64;
  uint64_t Dma = Dev.map(Buffer + 6144, 64, kTo); // the object's last page
  Dev.send(Alloc);
  EXPECT_THAT(taken(), ElementsAre("alloc-on-mapped-page@-2080"));
  Alloc.cpu = Buffer + 8192;
  Dev.send(Alloc);
  Dev.unmap(Dma, 64, kTo);
  Alloc.cpu = Buffer + 4096;
  Dev.send(Alloc);
  EXPECT_THAT(taken(), IsEmpty());
  parseOptions("alloc_on_mapped=bytes:report_from=portability", "test");
}

} // namespace
