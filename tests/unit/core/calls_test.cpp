// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls and their arguments: lifetime, mismatches, device side, scatterlists,
// coherent memory, pools. Oracle: kind and byte offset.

#include "fake_port/fake_port.h"
#include "runtime/engine/options.h"

#include <gmock/gmock.h>

using namespace dmasan;
using namespace dmasan::fake;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

constexpr auto kTo = DMASAN_TO_DEVICE;
constexpr auto kFrom = DMASAN_FROM_DEVICE;
constexpr auto kBidi = DMASAN_BIDIRECTIONAL;

class CallsTest : public testing::Test {
protected:
  void SetUp() override { taken(); }
  void TearDown() override {
    Host::get().Origin = nullptr;
    Host::get().OnFinding = nullptr;
  }
  char *Buffer = Host::get().pages(16384);
  Driver Dev;
};

TEST_F(CallsTest, UnmapNotMapped) {
  Dev.unmap(Dev.dma(Buffer), 64, kTo);
  EXPECT_THAT(taken(), ElementsAre("unmap-not-mapped@0"));
}

TEST_F(CallsTest, DoubleUnmap) {
  uint64_t Dma = Dev.map(Buffer, 64, kTo);
  Dev.unmap(Dma, 64, kTo);
  Dev.unmap(Dma, 64, kTo);
  auto Findings = Host::get().take();
  EXPECT_THAT(names(Findings), ElementsAre("double-unmap@0"));
  EXPECT_NE(Findings[0].SecondStack, 0u);
  EXPECT_FALSE(Findings[0].Mapping.Live);
}

TEST_F(CallsTest, MismatchesReleaseTheMapping) {
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

TEST_F(CallsTest, UnmapInsideTheMappingIsForgivenOnce) {
  uint64_t Dma = Dev.map(Buffer, 4096, kTo);
  Dev.unmap(Dma + 64, 64, kTo);
  EXPECT_THAT(taken(), ElementsAre("unmap-not-mapped@0"));
  Dev.unmap(Dma, 4096, kTo);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(Dma, 4096, kTo);
  EXPECT_THAT(taken(), ElementsAre("double-unmap@0"));
}

TEST_F(CallsTest, UnmapForAnotherDevice) {
  Driver Other;
  uint64_t Dma = Dev.map(Buffer, 128, kTo);
  Other.unmap(Dma, 128, kTo);
  EXPECT_THAT(taken(), ElementsAre("unmap-device-mismatch@0"));
}

TEST_F(CallsTest, BestMatchAmongEqualAddresses) {
  uint64_t Dma = Dev.map(Buffer, 128, kTo);
  Dev.map(Buffer, 256, kTo);
  Dev.unmap(Dma, 256, kTo);
  Dev.unmap(Dma, 128, kTo);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(CallsTest, LeaksAreGrouped) {
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

TEST_F(CallsTest, LeaksOnDemandStay) {
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

TEST_F(CallsTest, LeaksOfCodeThatGoes) {
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

TEST_F(CallsTest, ShutdownOfADeviceThatRuns) {
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

TEST_F(CallsTest, LeakThatNobodyAskedAbout) {
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

TEST_F(CallsTest, FreeWhileMapped) {
  uint64_t Dma = Dev.map(Buffer + 64, 128, kTo);
  freeMemory(Buffer + 256, 64);
  EXPECT_THAT(taken(), IsEmpty());
  freeMemory(Buffer, 256);
  EXPECT_THAT(taken(), ElementsAre("free-while-mapped@0"));
  store(Buffer, 256);
  Dev.unmap(Dma, 128, kTo);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(CallsTest, AllocWhileMapped) {
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

TEST_F(CallsTest, AllocOnMappedPage) {
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

TEST_F(CallsTest, ContextOfTheHost) {
  auto Free = Dev.make(DMASAN_EVENT_FREE, DMASAN_API_COHERENT);
  auto Alloc = Dev.make(DMASAN_EVENT_ALLOC, DMASAN_API_COHERENT);
  Alloc.cpu = Free.cpu = Buffer;
  Alloc.dma = Free.dma = Dev.dma(Buffer);
  Alloc.size = Free.size = 4096;
  Alloc.count = DMASAN_GFP_MAY_SLEEP;
  Host::get().Context = DMASAN_CONTEXT_ATOMIC;
  Dev.send(Alloc);
  EXPECT_THAT(taken(), ElementsAre("sleep-in-atomic@0"));
  Dev.send(Free);
  EXPECT_THAT(taken(), IsEmpty());
  Host::get().Context = DMASAN_CONTEXT_ATOMIC | DMASAN_CONTEXT_IRQS_OFF;
  Alloc.count = 0;
  Dev.send(Alloc);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.send(Free);
  EXPECT_THAT(taken(), ElementsAre("free-in-atomic@0"));
  Host::get().Context = 0;
}

TEST_F(CallsTest, SyncMistakes) {
  Dev.syncForCpu(Dev.dma(Buffer), 64, kFrom);
  EXPECT_THAT(taken(), ElementsAre("sync-not-mapped@0"));
  uint64_t Dma = Dev.map(Buffer, 128, kFrom);
  Dev.syncForCpu(Dma + 64, 128, kFrom);
  auto Findings = Host::get().take();
  EXPECT_THAT(names(Findings), ElementsAre("sync-out-of-range@128"));
  EXPECT_EQ(Findings[0].Size, 64u);
  Dev.syncForCpu(Dma, 64, kTo);
  EXPECT_THAT(taken(), ElementsAre("sync-direction-mismatch@0"));
  load(Buffer, 128);
  Dev.unmap(Dma, 128, kFrom);
  Dma = Dev.map(Buffer, 128, kBidi);
  Dev.syncForCpu(Dma, 64, kFrom);
  Dev.syncForDevice(Dma, 64, kTo);
  Dev.unmap(Dma, 128, kBidi);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(CallsTest, SyncThatCrossesTakesItsOwnBufferOnly) {
  uint64_t Dma = Dev.map(Buffer, 256, kFrom);
  dmasan_declare_sub_buffers(Dev.device(), Dma, 128);
  Dev.syncForCpu(Dma + 64, 128, kFrom);
  EXPECT_THAT(taken(), ElementsAre("sync-crosses-buffers@128"));
  load(Buffer + 64, 64);
  EXPECT_THAT(taken(), IsEmpty());
  load(Buffer + 128, 1);
  EXPECT_THAT(taken(), ElementsAre("cpu-read-device-owned@128"));
  dmasan_declare_sub_buffers(Dev.device(), Dma, 0);
  Dev.syncForCpu(Dma + 64, 128, kFrom);
  dmasan_declare_sub_buffers(Dev.device(), Dma + 64, 128); // nothing there
  Dev.unmap(Dma, 256, kFrom);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(CallsTest, NeedlessSyncsAreCountedByPlace) {
  parseOptions("report_from=performance:needless_sync_count=4", "test");
  uint64_t Dma = Dev.map(Buffer, 64, kFrom);
  auto Call = Dev.make(DMASAN_EVENT_SYNC_FOR_CPU, DMASAN_API_SINGLE);
  Call.dma = Dma;
  Call.size = 64;
  Call.direction = kFrom;
  auto Syncs = [&](unsigned Count, uintptr_t Place) {
    for (unsigned I = 0; I != Count; ++I) {
      Call.event =
          I % 2 ? DMASAN_EVENT_SYNC_FOR_DEVICE : DMASAN_EVENT_SYNC_FOR_CPU;
      __dmasan_call_at(&Call, Place, 1);
    }
    return taken();
  };
  EXPECT_THAT(Syncs(8, 0x5000), IsEmpty());
  Host::get().SyncNeeded = false;
  EXPECT_THAT(Syncs(2, 0x5100), IsEmpty());
  EXPECT_THAT(Syncs(2, 0x5200), IsEmpty());
  EXPECT_THAT(Syncs(4, 0x5300), ElementsAre("sync-coherent-device@0"));
  Host::get().SyncNeeded = true;
  Dev.unmap(Dma, 64, kFrom);
  parseOptions("report_from=portability:needless_sync_count=1024", "test");
}

TEST_F(CallsTest, BadArgumentsOfMap) {
  uint64_t Dma = Dev.map(Buffer, 64, DMASAN_NO_DIRECTION);
  EXPECT_THAT(taken(), ElementsAre("invalid-direction@0"));
  Dev.unmap(Dma, 64, kBidi);
  Dev.map(Buffer, 0, kTo);
  EXPECT_THAT(taken(), ElementsAre("zero-size@0"));
  auto Call = Dev.make(DMASAN_EVENT_MAP, DMASAN_API_SINGLE);
  Call.device = nullptr;
  Call.dma = DMASAN_MAPPING_ERROR;
  Call.cpu = Buffer;
  Call.size = 64;
  Call.direction = kTo;
  Dev.send(Call);
  EXPECT_THAT(taken(), ElementsAre("null-device@0"));
}

TEST_F(CallsTest, FailedMappingIsNoMapping) {
  auto Call = Dev.make(DMASAN_EVENT_MAP, DMASAN_API_SINGLE);
  Call.dma = DMASAN_MAPPING_ERROR;
  Call.cpu = Buffer;
  Call.size = 64;
  Call.direction = kFrom;
  Dev.send(Call);
  load(Buffer, 64);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(DMASAN_MAPPING_ERROR, 64, kFrom);
  EXPECT_THAT(taken(), ElementsAre("mapping-error-used@0"));
}

TEST_F(CallsTest, MappingErrorUnchecked) {
  auto Call = Dev.make(DMASAN_EVENT_MAP, DMASAN_API_SINGLE);
  Call.flags = DMASAN_CALL_ERROR_VISIBLE;
  Call.dma = Dev.dma(Buffer);
  Call.cpu = Buffer;
  Call.size = 64;
  Call.direction = kTo;
  Dev.send(Call);
  Dev.unmap(Call.dma, 64, kTo);
  EXPECT_THAT(taken(), ElementsAre("mapping-error-unchecked@0"));
  Dev.send(Call);
  auto Check = Dev.make(DMASAN_EVENT_MAPPING_ERROR, DMASAN_API_NONE);
  Check.dma = Call.dma;
  Dev.send(Check);
  Dev.unmap(Call.dma, 64, kTo);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(CallsTest, DeviceSide) {
  uint64_t Dma = Dev.map(Buffer, 256, kTo);
  Dev.deviceRead(Dma + 200, 56);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.deviceRead(Dma + 200, 60);
  EXPECT_THAT(taken(), ElementsAre("device-out-of-bounds@256"));
  Dev.deviceWrite(Dma + 8, 8);
  EXPECT_THAT(taken(), ElementsAre("device-wrong-direction@8"));
  Dev.unmap(Dma, 256, kTo);
  Dev.deviceRead(Dma + 8, 8);
  auto Findings = Host::get().take();
  EXPECT_THAT(names(Findings), ElementsAre("device-use-after-unmap@8"));
  EXPECT_NE(Findings[0].SecondStack, 0u);
  Dev.deviceRead(0x12340000, 8);
  EXPECT_THAT(taken(), ElementsAre("device-access-unmapped@0"));
}

TEST_F(CallsTest, Origins) {
  struct dmasan_port_origin Object = {};
  Host::get().Origin = [&](uintptr_t, uint64_t,
                           struct dmasan_port_origin &Out) { Out = Object; };
  std::pair<OriginKind, const char *> Cases[] = {
      {OriginKind::Stack, "map-stack@0"},
      {OriginKind::Vmalloc, "map-vmalloc@0"},
      {OriginKind::Text, "map-text@0"},
      {OriginKind::Rodata, "map-rodata@0"},
      {OriginKind::Freed, "map-freed@0"},
      {OriginKind::User, "map-user@0"},
      {OriginKind::Invalid, "map-invalid@0"}};
  for (auto [Origin, Name] : Cases) {
    Object.kind = uint32_t(Origin);
    Dev.unmap(Dev.map(Buffer, 64, kTo), 64, kTo);
    EXPECT_THAT(taken(), ElementsAre(Name));
  }
  Object.kind = uint32_t(OriginKind::Data);
  Dev.unmap(Dev.map(Buffer, 64, kTo), 64, kTo);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(CallsTest, Masks) {
  Driver Small(0xffff);
  Small.unmap(Small.map(Buffer, 64, kTo), 64, kTo);
  EXPECT_THAT(taken(), ElementsAre("mask-exceeded@0"));
  Driver None(0);
  None.unmap(None.map(Buffer, 64, kTo), 64, kTo);
  None.unmap(None.map(Buffer, 64, kTo), 64, kTo);
  EXPECT_THAT(taken(), ElementsAre("mask-unset@0"));
}

class ScatterTest : public CallsTest {
protected:
  dmasan_call listCall(dmasan_event Event, uint64_t Count) {
    auto Call = Dev.make(Event, DMASAN_API_SG);
    Call.object = &List;
    Call.count = Count;
    Call.direction = kFrom;
    return Call;
  }
  void mapList() {
    auto Call = listCall(DMASAN_EVENT_MAP_SG, List.size());
    Call.result = List.size();
    Dev.send(Call);
  }
  std::vector<dmasan_sg_entry> List = {{Buffer, 4096, 0x10000, 4096},
                                       {Buffer + 8192, 4096, 0x20000, 4096}};
};

TEST_F(ScatterTest, WholeLists) {
  mapList();
  load(Buffer + 8192 + 4, 4);
  EXPECT_THAT(taken(), ElementsAre("cpu-read-device-owned@4"));
  Dev.send(listCall(DMASAN_EVENT_SYNC_SG_FOR_CPU, 2));
  load(Buffer + 8192 + 4, 4);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.send(listCall(DMASAN_EVENT_UNMAP_SG, 1));
  EXPECT_THAT(taken(), ElementsAre("sg-nents-mismatch@0"));
  Dev.remove();
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(ScatterTest, AllocatedTablesAreTheCpusUntilTheFirstSync) {
  auto Call = listCall(DMASAN_EVENT_MAP_SG, 0);
  Call.api = DMASAN_API_NONCONTIGUOUS;
  Call.flags = DMASAN_CALL_OBJECT_IS_SG_TABLE;
  Call.result = 0x8000; // the table's address is no error
  Dev.send(Call);
  store(Buffer + 8, 4);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.send(listCall(DMASAN_EVENT_SYNC_SG_FOR_DEVICE, 2));
  load(Buffer + 8, 4);
  EXPECT_THAT(taken(), ElementsAre("cpu-read-device-owned@8"));
  Dev.send(listCall(DMASAN_EVENT_SYNC_SG_FOR_CPU, 2));
  store(Buffer + 8, 4); // goes with the memory
  Call.event = DMASAN_EVENT_UNMAP_SG;
  Dev.send(Call);
  EXPECT_THAT(taken(), IsEmpty());
  Call.event = DMASAN_EVENT_MAP_SG;
  Call.object = nullptr; // it failed
  Dev.send(Call);
  Dev.remove();
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(ScatterTest, AllocatedTablesAreNotUnmapped) {
  auto Call = listCall(DMASAN_EVENT_MAP_SG, 0);
  Call.api = DMASAN_API_NONCONTIGUOUS;
  Call.flags = DMASAN_CALL_OBJECT_IS_SG_TABLE;
  Dev.send(Call);
  Dev.send(listCall(DMASAN_EVENT_UNMAP_SG, 2));
  EXPECT_THAT(taken(), ElementsAre("unmap-api-mismatch@0"));
}

TEST_F(ScatterTest, UntestedCountIsToldOnceAtFirstUse) {
  mapList();
  auto Untested = listCall(DMASAN_EVENT_MAP_SG_UNTESTED, 2);
  Untested.result = 2;
  Dev.send(Untested);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.deviceWrite(0x20000, 64); // the second entry, told of the whole list
  EXPECT_THAT(taken(), ElementsAre("mapping-error-unchecked@0"));
  Dev.send(listCall(DMASAN_EVENT_SYNC_SG_FOR_CPU, 2));
  Dev.send(listCall(DMASAN_EVENT_UNMAP_SG, 2));
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(ScatterTest, AddressOfAnEntryIsNoCount) {
  mapList();
  auto Untested = listCall(DMASAN_EVENT_MAP_SG_UNTESTED, 2);
  Untested.result = 2;
  Dev.send(Untested);
  auto Asked = Dev.make(DMASAN_EVENT_MAPPING_ERROR, DMASAN_API_NONE);
  Asked.dma = 0x10000;
  Dev.send(Asked);
  Dev.send(listCall(DMASAN_EVENT_UNMAP_SG, 2));
  EXPECT_THAT(taken(), ElementsAre("mapping-error-unchecked@0"));
}

TEST_F(ScatterTest, MergedEntries) {
  List[0].dma_length = 8192;
  List[1].dma_length = 0;
  List[1].dma = 0;
  mapList();
  Dev.deviceWrite(0x10000 + 4000, 200);
  Dev.deviceWrite(0x10000 + 4096, 100);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.deviceWrite(0x10000 + 8000, 200);
  EXPECT_THAT(taken(), ElementsAre("device-out-of-bounds@4096"));
  Dev.send(listCall(DMASAN_EVENT_UNMAP_SG, 2));
  load(Buffer, 16384);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(ScatterTest, LeakIsOneFinding) {
  mapList();
  Dev.remove();
  EXPECT_THAT(taken(), ElementsAre("mapping-leak@0"));
}

TEST_F(CallsTest, CoherentMemory) {
  auto Call = Dev.make(DMASAN_EVENT_ALLOC, DMASAN_API_COHERENT);
  Call.cpu = Buffer;
  Call.size = 256;
  Call.dma = Dev.dma(Buffer);
  Dev.send(Call);
  store(Buffer, 256);
  load(Buffer, 256);
  Dev.deviceRead(Call.dma, 256);
  Dev.deviceWrite(Call.dma, 256);
  auto Free = Call;
  Free.event = DMASAN_EVENT_FREE;
  Dev.send(Free);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.send(Call);
  Free.size = 128;
  Dev.send(Free);
  EXPECT_THAT(taken(), ElementsAre("coherent-free-mismatch@0"));
  Dev.send(Call);
  Free.size = 256;
  Free.dma += 4096;
  Dev.send(Free);
  EXPECT_THAT(taken(), ElementsAre("coherent-free-mismatch@0"));
  Dev.remove();
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(CallsTest, Pools) {
  auto Create = Dev.make(DMASAN_EVENT_POOL_CREATE, DMASAN_API_POOL);
  int Pool;
  Create.object = &Pool;
  Create.size = 32;
  Dev.send(Create);
  auto Alloc = Dev.make(DMASAN_EVENT_POOL_ALLOC, DMASAN_API_POOL);
  Alloc.device = nullptr;
  Alloc.object = &Pool;
  Alloc.cpu = Buffer;
  Alloc.dma = Dev.dma(Buffer);
  Dev.send(Alloc);
  auto Free = Alloc;
  Free.event = DMASAN_EVENT_POOL_FREE;
  Dev.send(Free);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.send(Free);
  EXPECT_THAT(taken(), ElementsAre("pool-misuse@0"));
  Dev.send(Alloc);
  auto Destroy = Dev.make(DMASAN_EVENT_POOL_DESTROY, DMASAN_API_POOL);
  Destroy.object = &Pool;
  Dev.send(Destroy);
  EXPECT_THAT(taken(), ElementsAre("pool-misuse@0"));
}

TEST_F(CallsTest, FindingsMayMakeEvents) {
  uint64_t Dma = Dev.map(Buffer, 64, kTo);
  Host::get().OnFinding = [&](const Finding &) {
    Host::get().OnFinding = nullptr;
    Dev.unmap(Dev.map(Buffer, 64, kTo), 64, kTo);
    store(Buffer + 8, 4);
  };
  store(Buffer, 4);
  EXPECT_THAT(taken(), ElementsAre("cpu-write-device-owned@8",
                                   "cpu-write-device-owned@0"));
  Dev.unmap(Dma, 64, kTo);
}

TEST_F(CallsTest, SizeThatWrapsAroundIsShownWithItsAddress) {
  Dev.map(Buffer + 64, ~uint64_t(0) - 16, kTo);
  std::vector<Finding> Found = Host::get().take();
  ASSERT_FALSE(Found.empty());
  EXPECT_EQ(Found[0].What, Kind::MapInvalid);
  EXPECT_EQ(Found[0].Address, reinterpret_cast<uintptr_t>(Buffer + 64));
  EXPECT_EQ(Found[0].Size, ~uint64_t(0) - 16);
}

} // namespace
