// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scatterlists as a whole: their entries, counts and tables. Oracle: kind and
// byte offset.

#include "fake_port/core_test.h"

using namespace dmasan;
using namespace dmasan::fake;

namespace {

class ScatterTest : public CoreTest {
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

} // namespace
