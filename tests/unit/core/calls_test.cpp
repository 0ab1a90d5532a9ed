// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arguments of calls, what the device does with a mapping, and what the host
// says of its memory. Oracle: kind and byte offset.

#include "fake_port/core_test.h"
#include "runtime/engine/options.h"

using namespace dmasan;
using namespace dmasan::fake;

namespace {

class CallsTest : public CoreTest {};

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
