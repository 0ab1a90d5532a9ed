// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: an access through a second address is judged as one of the memory,
// and maintenance of the second address's lines is asked for in both
// directions.

#include "tests/unit/fake_port/fake_port.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

using namespace dmasan;
using namespace dmasan::fake;
using testing::Test;

namespace {

using Names = std::vector<std::string>;

class AliasTest : public Test {
protected:
  static constexpr size_t kPages = 3;

  void SetUp() override {
    Memory = Host::get().pages(kPages * 4096);
    Alias = Host::get().pages(kPages * 4096);
    if (Alias < Memory)
      std::swap(Memory, Alias);
    Host::get().AliasMemory = [this](uintptr_t Address) -> uintptr_t {
      uintptr_t Offset = Address - reinterpret_cast<uintptr_t>(Alias);
      return Offset < kPages * 4096
                 ? reinterpret_cast<uintptr_t>(Memory) + Offset
                 : 0;
    };
    taken();
  }
  void TearDown() override {
    send(DMASAN_EVENT_ALIAS_DESTROY, Alias, 0);
    Host::get().AliasMemory = nullptr;
  }

  void send(dmasan_event Event, const void *At, size_t Size,
            uint32_t Flags = 0) {
    dmasan_call Call = Dev.make(Event, DMASAN_API_NONE);
    Call.flags = Flags;
    Call.cpu = At;
    Call.size = Size;
    Dev.send(Call);
  }
  void create() { send(DMASAN_EVENT_ALIAS_CREATE, Alias, kPages * 4096); }
  void flush(size_t Offset, size_t Size) {
    send(DMASAN_EVENT_ALIAS_FLUSH, Alias + Offset, Size);
  }
  void invalidate(size_t Offset, size_t Size) {
    send(DMASAN_EVENT_ALIAS_INVALIDATE, Alias + Offset, Size);
  }

  Driver Dev;
  char *Memory, *Alias;
};

TEST_F(AliasTest, StoreThroughAliasOfDeviceOwnedMemory) {
  create();
  uint64_t Dma = Dev.map(Memory, 8192, DMASAN_TO_DEVICE);
  load(Alias + 4100, 4);
  EXPECT_EQ(taken(), Names{});
  store(Alias + 4100, 4);
  EXPECT_EQ(taken(), Names{"cpu-write-device-owned@4100"});
  Dev.unmap(Dma, 8192, DMASAN_TO_DEVICE);
  store(Alias + 4100, 4);
  EXPECT_EQ(taken(), Names{});
}

TEST_F(AliasTest, AliasMadeAfterTheMapping) {
  uint64_t Dma = Dev.map(Memory + 64, 256, DMASAN_FROM_DEVICE);
  create();
  load(Alias + 64 + 130, 2);
  EXPECT_EQ(taken(), Names{"cpu-read-device-owned@130"});
  Dev.unmap(Dma, 256, DMASAN_FROM_DEVICE);
  invalidate(64, 256);
  load(Alias + 64 + 130, 2);
  EXPECT_EQ(taken(), Names{});
}

TEST_F(AliasTest, ReadAfterUnmapNeedsInvalidate) {
  create();
  uint64_t Dma = Dev.map(Memory, 4096, DMASAN_FROM_DEVICE);
  Dev.unmap(Dma, 4096, DMASAN_FROM_DEVICE);
  load(Memory + 200, 4); // the memory's own lines were invalidated
  EXPECT_EQ(taken(), Names{});
  invalidate(0, 64);
  load(Alias + 60, 4);
  EXPECT_EQ(taken(), Names{});
  load(Alias + 64, 4);
  EXPECT_EQ(taken(), Names{"alias-not-flushed@64"});
  load(Alias + 64, 4); // one mistake, one finding
  EXPECT_EQ(taken(), Names{});
}

TEST_F(AliasTest, ReadAfterSyncNeedsInvalidateEachTime) {
  create();
  uint64_t Dma = Dev.map(Memory, 256, DMASAN_FROM_DEVICE);
  for (int Round = 0; Round != 2; ++Round) {
    Dev.syncForCpu(Dma, 256, DMASAN_FROM_DEVICE);
    invalidate(0, 256);
    load(Alias, 256);
    EXPECT_EQ(taken(), Names{});
    Dev.syncForDevice(Dma, 256, DMASAN_FROM_DEVICE);
  }
  Dev.syncForCpu(Dma, 256, DMASAN_FROM_DEVICE);
  load(Alias + 8, 8);
  EXPECT_EQ(taken(), Names{"alias-not-flushed@8"});
  store(Alias + 100, 4); // stale, and the CPU's: written now
  load(Alias + 100, 4);
  EXPECT_EQ(taken(), Names{});
  flush(0, 256);
  Dev.unmap(Dma, 256, DMASAN_FROM_DEVICE);
  EXPECT_EQ(taken(), Names{"lost-write-at-unmap@100"});
}

TEST_F(AliasTest, WriteNeedsFlushBeforeTheNextHandOver) {
  create();
  uint64_t Dma = Dev.map(Memory, 256, DMASAN_TO_DEVICE);
  Dev.syncForCpu(Dma, 256, DMASAN_TO_DEVICE);
  store(Alias + 32, 8);
  flush(32, 8);
  Dev.syncForDevice(Dma, 256, DMASAN_TO_DEVICE);
  EXPECT_EQ(taken(), Names{});
  Dev.syncForCpu(Dma, 256, DMASAN_TO_DEVICE);
  store(Alias + 32, 8);
  Dev.syncForDevice(Dma, 256, DMASAN_TO_DEVICE);
  EXPECT_EQ(taken(), Names{"alias-not-flushed@32"});
  Dev.unmap(Dma, 256, DMASAN_TO_DEVICE);
}

TEST_F(AliasTest, FlushedWriteStillNeedsSync) {
  create();
  uint64_t Dma = Dev.map(Memory, 256, DMASAN_TO_DEVICE);
  Dev.syncForCpu(Dma, 256, DMASAN_TO_DEVICE);
  store(Alias + 16, 4);
  flush(0, 256);
  Dev.deviceRead(Dma, 256);
  EXPECT_EQ(taken(), Names{"missing-sync-for-device@16"});
  Dev.unmap(Dma, 256, DMASAN_TO_DEVICE);
}

TEST_F(AliasTest, AliasBelowItsMemory) {
  std::swap(Memory, Alias);
  create();
  uint64_t Dma = Dev.map(Memory, 256, DMASAN_TO_DEVICE);
  store(Alias + 16, 4);
  EXPECT_EQ(taken(), Names{"cpu-write-device-owned@16"});
  Dev.syncForCpu(Dma, 256, DMASAN_TO_DEVICE);
  store(Alias + 32, 4);
  flush(0, 256);
  Dev.deviceRead(Dma, 256);
  EXPECT_EQ(taken(), Names{"missing-sync-for-device@32"});
  Dev.unmap(Dma, 256, DMASAN_TO_DEVICE);
}

TEST_F(AliasTest, SharedLinesNeedNoMaintenance) {
  send(DMASAN_EVENT_ALIAS_CREATE, Alias, 2 * 4096, DMASAN_CALL_SHARED_LINES);
  uint64_t Dma = Dev.map(Memory, 8192, DMASAN_BIDIRECTIONAL);
  load(Alias + 4100, 4);
  EXPECT_EQ(taken(), Names{"cpu-read-device-owned@4100"});
  Dev.syncForCpu(Dma, 8192, DMASAN_BIDIRECTIONAL);
  load(Alias + 8, 8);
  store(Alias + 32, 8);
  Dev.syncForDevice(Dma, 8192, DMASAN_BIDIRECTIONAL);
  EXPECT_EQ(taken(), Names{});
  Dev.syncForCpu(Dma, 8192, DMASAN_BIDIRECTIONAL);
  store(Alias + 4096, 8);
  Dev.unmap(Dma, 8192, DMASAN_BIDIRECTIONAL);
  EXPECT_EQ(taken(), Names{"lost-write-at-unmap@4096"});
  load(Alias + 8, 8);
  store(Alias + 4100, 4);
  EXPECT_EQ(taken(), Names{});
}

TEST_F(AliasTest, AnAreaEndsWhereItIsSaid) {
  create();
  send(DMASAN_EVENT_ALIAS_DESTROY, Alias, 4096);
  uint64_t Dma = Dev.map(Memory, 8192, DMASAN_TO_DEVICE);
  store(Alias + 8, 4);
  EXPECT_EQ(taken(), Names{});
  store(Alias + 4096 + 8, 4);
  EXPECT_EQ(taken(), Names{"cpu-write-device-owned@4104"});
  Dev.unmap(Dma, 8192, DMASAN_TO_DEVICE);
  send(DMASAN_EVENT_ALIAS_DESTROY, Alias + 4096, 8192);
}

TEST_F(AliasTest, NothingStaysWhenTheAliasGoes) {
  create();
  uint64_t Dma = Dev.map(Memory, 4096, DMASAN_FROM_DEVICE);
  send(DMASAN_EVENT_ALIAS_DESTROY, Alias, 0);
  load(Alias, 64);
  store(Alias, 64);
  EXPECT_EQ(taken(), Names{});
  load(Memory, 4);
  EXPECT_EQ(taken(), Names{"cpu-read-device-owned@0"});
  Dev.unmap(Dma, 4096, DMASAN_FROM_DEVICE);
  create();
  load(Alias, 64);
  EXPECT_EQ(taken(), Names{});
}

TEST_F(AliasTest, FreeOfTheAliasFreesTheMemory) {
  create();
  uint64_t Dma = Dev.map(Memory + 4096, 128, DMASAN_TO_DEVICE);
  freeMemory(Alias, 0);
  EXPECT_EQ(taken(), Names{"free-while-mapped@0"});
  Dev.unmap(Dma, 128, DMASAN_TO_DEVICE);
  EXPECT_EQ(taken(), Names{});
}

TEST_F(AliasTest, NewMappingEndsWhatWasStale) {
  create();
  uint64_t Dma = Dev.map(Memory, 4096, DMASAN_FROM_DEVICE);
  Dev.unmap(Dma, 4096, DMASAN_FROM_DEVICE);
  Dma = Dev.map(Memory, 4096, DMASAN_TO_DEVICE);
  load(Alias, 4);
  Dev.unmap(Dma, 4096, DMASAN_TO_DEVICE);
  load(Alias + 512, 4);
  EXPECT_EQ(taken(), Names{});
}

TEST_F(AliasTest, MappingOfTheAliasItself) {
  create();
  uint64_t Dma = Dev.map(Alias, 8192, DMASAN_TO_DEVICE);
  store(Alias + 5000, 1);
  EXPECT_EQ(taken(), Names{"cpu-write-device-owned@5000"});
  Dev.syncForCpu(Dma, 8192, DMASAN_TO_DEVICE);
  store(Alias + 5000, 1);
  Dev.syncForDevice(Dma, 8192, DMASAN_TO_DEVICE);
  Dev.unmap(Dma, 8192, DMASAN_TO_DEVICE);
  freeMemory(Alias, 0);
  EXPECT_EQ(taken(), Names{});
}

TEST_F(AliasTest, FreeOfAMappedAlias) {
  create();
  uint64_t Dma = Dev.map(Alias + 64, 128, DMASAN_FROM_DEVICE);
  freeMemory(Alias, 0);
  EXPECT_EQ(taken(), Names{"free-while-mapped@0"});
  Dev.unmap(Dma, 128, DMASAN_FROM_DEVICE);
  EXPECT_EQ(taken(), Names{});
}

/// Mappings and aliases of one page come and go at the same time.
TEST_F(AliasTest, AliasesAndMappingsInTwoThreads) {
  std::atomic<bool> Done = false;
  std::thread Aliaser([&] {
    while (!Done) {
      create();
      flush(0, 8192);
      invalidate(0, 8192);
      send(DMASAN_EVENT_ALIAS_DESTROY, Alias, 0);
    }
  });
  for (int I = 0; I != 2000; ++I) {
    uint64_t Dma = Dev.map(Memory + 64, 4096, DMASAN_FROM_DEVICE);
    Dev.syncForCpu(Dma, 4096, DMASAN_FROM_DEVICE);
    Dev.syncForDevice(Dma, 4096, DMASAN_FROM_DEVICE);
    Dev.unmap(Dma, 4096, DMASAN_FROM_DEVICE);
  }
  Done = true;
  Aliaser.join();
  EXPECT_EQ(taken(), Names{});
  create();
  load(Memory, 4096);
  send(DMASAN_EVENT_ALIAS_DESTROY, Alias, 0);
  load(Alias, 8192);
  store(Alias, 8192);
  EXPECT_EQ(taken(), Names{});
}

// As where a kernel maps coherent memory uncached at another address.
TEST(RemappedTest, PoolsInMemoryWithoutShadow) {
  Driver Dev;
  static char Remapped[64];
  taken();
  ASSERT_FALSE(Host::get().hasShadow(reinterpret_cast<uintptr_t>(Remapped)));
  auto Call = Dev.make(DMASAN_EVENT_POOL_CREATE, DMASAN_API_POOL);
  int Pool;
  Call.object = &Pool;
  Call.size = 32;
  Dev.send(Call);
  Call.event = DMASAN_EVENT_POOL_ALLOC;
  Call.cpu = Remapped;
  Call.dma = Dev.dma(Host::get().pages(4096));
  Dev.send(Call);
  Call.event = DMASAN_EVENT_POOL_FREE;
  Call.dma += 32;
  Dev.send(Call);
  EXPECT_EQ(taken(), Names{"pool-misuse@0"});
  Call.event = DMASAN_EVENT_POOL_DESTROY;
  Dev.send(Call);
  EXPECT_EQ(taken(), Names{});
}

} // namespace
