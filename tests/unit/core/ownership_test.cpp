// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ownership table of streaming mappings, each row with what must be
// reported and what must stay silent. Oracle: kind and byte offset.

#include "fake_port/core_test.h"

using namespace dmasan;
using namespace dmasan::fake;

namespace {

class OwnershipTest : public CoreTest {};

TEST_F(OwnershipTest, ReadOfToDeviceMemoryIsFine) {
  uint64_t Dma = Dev.map(Buffer, 256, kTo);
  load(Buffer, 256);
  Dev.deviceRead(Dma, 256);
  Dev.unmap(Dma, 256, kTo);
  store(Buffer, 256);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, WriteOfDeviceOwnedMemory) {
  uint64_t Dma = Dev.map(Buffer, 256, kTo);
  store(Buffer + 100, 4);
  EXPECT_THAT(taken(), ElementsAre("cpu-write-device-owned@100"));
  Dev.unmap(Dma, 256, kTo);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, ReadOfDeviceOwnedMemory) {
  uint64_t Dma = Dev.map(Buffer, 256, kFrom);
  load(Buffer + 252, 8);
  EXPECT_THAT(taken(), ElementsAre("cpu-read-device-owned@252"));
  Dev.unmap(Dma, 256, kFrom);
  load(Buffer, 256);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, BytesBesideTheMappingAreFreeToRead) {
  uint64_t Dma = Dev.map(Buffer + 64, 100, kFrom);
  taken(); // its end is not aligned
  load(Buffer + 164, 8);
  load(Buffer + 60, 4);
  EXPECT_THAT(taken(), IsEmpty());
  load(Buffer + 160, 8);
  EXPECT_THAT(taken(), ElementsAre("cpu-read-device-owned@96"));
  Dev.unmap(Dma, 100, kFrom);
}

TEST_F(OwnershipTest, SyncGivesTheRangeToTheCpu) {
  uint64_t Dma = Dev.map(Buffer, 4096, kFrom);
  Dev.deviceWrite(Dma, 4096);
  Dev.syncForCpu(Dma + 100, 50, kFrom);
  load(Buffer + 100, 50);
  EXPECT_THAT(taken(), IsEmpty());
  load(Buffer + 99, 1);
  load(Buffer + 150, 1);
  EXPECT_THAT(taken(), ElementsAre("cpu-read-device-owned@99",
                                   "cpu-read-device-owned@150"));
  Dev.unmap(Dma, 4096, kFrom);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, WriteThenSyncForCpuWasNeverHandedOver) {
  uint64_t Dma = Dev.map(Buffer, 256, kBidi);
  Dev.syncForCpu(Dma, 256, kBidi);
  store(Buffer + 10, 4);
  Dev.syncForCpu(Dma, 256, kBidi);
  auto Findings = Host::get().take();
  EXPECT_THAT(names(Findings), ElementsAre("missing-sync-for-device@10"));
  EXPECT_EQ(Findings[0].Size, 4u);
  EXPECT_NE(Findings[0].SecondStack, 0u);
  Dev.unmap(Dma, 256, kBidi);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, WriteThenDeviceReadWasNeverHandedOver) {
  uint64_t Dma = Dev.map(Buffer, 256, kTo);
  Dev.syncForCpu(Dma, 256, kTo);
  store(Buffer + 128, 1);
  Dev.deviceRead(Dma, 256);
  EXPECT_THAT(taken(), ElementsAre("missing-sync-for-device@128"));
  Dev.unmap(Dma, 256, kTo);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, WriteThenSyncForDeviceIsFine) {
  uint64_t Dma = Dev.map(Buffer, 256, kTo);
  Dev.syncForCpu(Dma, 256, kTo);
  for (int I = 0; I != 256; ++I)
    store(Buffer + I, 1);
  Dev.syncForDevice(Dma, 256, kTo);
  Dev.deviceRead(Dma, 256);
  Dev.unmap(Dma, 256, kTo);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, WriteLostAtUnmap) {
  uint64_t Dma = Dev.map(Buffer, 256, kFrom);
  Dev.syncForCpu(Dma, 256, kFrom);
  store(Buffer + 64, 8);
  Dev.unmap(Dma, 256, kFrom);
  EXPECT_THAT(taken(), ElementsAre("lost-write-at-unmap@64"));
}

TEST_F(OwnershipTest, WriteBeforeUnmapOfToDeviceIsFine) {
  uint64_t Dma = Dev.map(Buffer, 256, kTo);
  Dev.syncForCpu(Dma, 256, kTo);
  store(Buffer + 64, 8);
  Dev.unmap(Dma, 256, kTo);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, RepeatedSyncForCpuWithoutWritesIsFine) {
  uint64_t Dma = Dev.map(Buffer, 256, kFrom);
  for (int I = 0; I != 3; ++I) {
    Dev.deviceWrite(Dma, 256);
    Dev.syncForCpu(Dma, 256, kFrom);
    load(Buffer, 256);
  }
  Dev.unmap(Dma, 256, kFrom);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, DeviceWriteNeedsAnotherSync) {
  uint64_t Dma = Dev.map(Buffer, 256, kFrom);
  Dev.syncForCpu(Dma, 256, kFrom);
  load(Buffer, 4);
  Dev.deviceWrite(Dma, 64);
  load(Buffer + 64, 4);
  EXPECT_THAT(taken(), IsEmpty());
  load(Buffer + 60, 8);
  EXPECT_THAT(taken(), ElementsAre("cpu-read-device-owned@60"));
  Dev.unmap(Dma, 256, kFrom);
}

TEST_F(OwnershipTest, StaleAfterUnmapWithoutSync) {
  uint64_t Dma = Dev.map(Buffer, 256, kFrom);
  Dev.unmap(Dma, 256, kFrom, DMASAN_ATTR_SKIP_CPU_SYNC);
  EXPECT_THAT(taken(), IsEmpty());
  load(Buffer + 8, 8);
  EXPECT_THAT(taken(), ElementsAre("stale-read@8"));
  store(Buffer + 16, 8);
  load(Buffer + 16, 8);
  EXPECT_THAT(taken(), IsEmpty());
  freeMemory(Buffer, 256);
  load(Buffer, 256);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, SyncBeforeUnmapWithoutSyncIsFine) {
  uint64_t Dma = Dev.map(Buffer, 2048, kFrom);
  Dev.deviceWrite(Dma, 1500);
  Dev.syncForCpu(Dma, 1500, kFrom);
  Dev.unmap(Dma, 2048, kFrom, DMASAN_ATTR_SKIP_CPU_SYNC);
  load(Buffer, 1500);
  EXPECT_THAT(taken(), IsEmpty());
  load(Buffer + 1500, 1);
  EXPECT_THAT(taken(), ElementsAre("stale-read@1500"));
}

TEST_F(OwnershipTest, NewMapEndsStale) {
  uint64_t Dma = Dev.map(Buffer, 256, kFrom);
  Dev.unmap(Dma, 256, kFrom, DMASAN_ATTR_SKIP_CPU_SYNC);
  Dma = Dev.map(Buffer, 256, kTo);
  load(Buffer, 256);
  Dev.unmap(Dma, 256, kTo);
  load(Buffer, 256);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, MapWithoutSyncStartsWritten) {
  uint64_t Dma = Dev.map(Buffer, 256, kTo, DMASAN_ATTR_SKIP_CPU_SYNC);
  store(Buffer, 64);
  Dev.syncForDevice(Dma, 256, kTo);
  Dev.deviceRead(Dma, 256);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(Dma, 256, kTo);
  Dma = Dev.map(Buffer, 256, kTo, DMASAN_ATTR_SKIP_CPU_SYNC);
  Dev.deviceRead(Dma, 16);
  EXPECT_THAT(taken(), ElementsAre("missing-sync-for-device@0"));
  Dev.unmap(Dma, 256, kTo);
}

TEST_F(OwnershipTest, StoreBesideDeviceWrittenBytes) {
  uint64_t Dma = Dev.map(Buffer, 96, kFrom);
  taken(); // its end is not aligned
  store(Buffer + 96, 4);
  EXPECT_THAT(taken(), ElementsAre("cacheline-neighbor-write@96"));
  store(Buffer + 128, 4);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.syncForCpu(Dma, 96, kFrom);
  store(Buffer + 96, 4);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(Dma, 96, kFrom);
}

TEST_F(OwnershipTest, StoreBesideDeviceReadBytesIsFine) {
  uint64_t Dma = Dev.map(Buffer, 96, kTo);
  store(Buffer + 96, 4);
  Dev.unmap(Dma, 96, kTo);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, TwoToDeviceMappingsOfTheSameBytes) {
  uint64_t A = Dev.map(Buffer, 256, kTo);
  uint64_t B = Dev.map(Buffer, 256, kTo);
  Dev.unmap(A, 256, kTo);
  load(Buffer, 256);
  EXPECT_THAT(taken(), IsEmpty());
  store(Buffer + 4, 4);
  EXPECT_THAT(taken(), ElementsAre("cpu-write-device-owned@4"));
  Dev.unmap(B, 256, kTo);
  store(Buffer, 256);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(B, 256, kTo);
  EXPECT_THAT(taken(), ElementsAre("double-unmap@0"));
}

TEST_F(OwnershipTest, HalfPagesOfOneMapping) {
  uint64_t Dma = Dev.map(Buffer, 4096, kFrom, 0, DMASAN_API_PAGE);
  for (uint64_t Half : {0u, 2048u, 0u, 2048u}) {
    Dev.deviceWrite(Dma + Half, 1500);
    Dev.syncForCpu(Dma + Half, 1500, kFrom);
    load(Buffer + Half, 1500);
    Dev.syncForDevice(Dma + Half, 1500, kFrom);
  }
  Dev.unmap(Dma, 4096, kFrom, 0, DMASAN_API_PAGE);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, ManyMappingsOnOnePage) {
  uint64_t Dma[64];
  for (int I = 0; I != 64; ++I)
    Dma[I] = Dev.map(Buffer + I * 64, 64, kFrom);
  EXPECT_THAT(taken(), IsEmpty());
  for (int I = 0; I != 64; I += 2)
    Dev.unmap(Dma[I], 64, kFrom);
  for (int I = 0; I != 64; ++I) {
    load(Buffer + I * 64 + 3, 4);
    EXPECT_EQ(taken().size(), I % 2 ? 1u : 0u) << I;
  }
  for (int I = 1; I < 64; I += 2)
    Dev.unmap(Dma[I], 64, kFrom);
  store(Buffer, 4096);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(OwnershipTest, AccessAcrossPages) {
  uint64_t Dma = Dev.map(Buffer, 8192, kFrom);
  Dev.syncForCpu(Dma, 4096, kFrom);
  load(Buffer + 4000, 200);
  EXPECT_THAT(taken(), ElementsAre("cpu-read-device-owned@4096"));
  load(Buffer + 4000, ~uintptr_t(0));
  EXPECT_THAT(taken(), ElementsAre("cpu-read-device-owned@4096"));
  Dev.unmap(Dma, 8192, kFrom);
}

TEST_F(OwnershipTest, EveryOneOfManyMappingsOnALineIsSeen) {
  constexpr int kMany = 63;
  uint64_t Dma[kMany];
  for (int I = 0; I != kMany; ++I)
    Dma[I] = Dev.map(Buffer + I, 1, kTo);
  EXPECT_THAT(taken(), IsEmpty());
  store(Buffer + kMany, 1);
  EXPECT_THAT(taken(), IsEmpty());
  for (int I = 0; I != kMany; ++I) {
    store(Buffer + I, 1);
    EXPECT_THAT(taken(), ElementsAre("cpu-write-device-owned@0")) << I;
  }
  for (int I = 0; I < kMany; I += 2)
    Dev.unmap(Dma[I], 1, kTo);
  for (int I = 0; I != kMany; ++I) {
    store(Buffer + I, 1);
    EXPECT_EQ(taken().size(), size_t(I % 2)) << I;
  }
  freeMemory(Buffer, 64); // what is left is ended, and told once
  EXPECT_THAT(taken(), ElementsAre("free-while-mapped@0"));
  store(Buffer, 64);
  EXPECT_THAT(taken(), IsEmpty());
}

/// Pages of few mappings have no table; it comes and goes with need.
TEST_F(OwnershipTest, FewAndManyMappingsOnAPage) {
  for (size_t Count = 1; Count != 9; ++Count) {
    uint64_t Dma[8];
    size_t Size = 4096 / 8 - 20; // tails of lines stay free
    for (size_t I = 0; I != Count; ++I)
      Dma[I] = Dev.map(Buffer + I * 512, Size, kTo);
    for (size_t I = 0; I != Count; ++I) {
      store(Buffer + I * 512 + Size - 1, 1);
      store(Buffer + I * 512 + Size, 20);
      EXPECT_EQ(taken().size(), 1u) << I << " of " << Count;
    }
    // A part of a line changes hands, and comes back.
    Dev.syncForCpu(Dma[0] + 10, 4, kTo);
    store(Buffer + 10, 4);
    Dev.syncForDevice(Dma[0] + 10, 4, kTo);
    store(Buffer + 10, 4);
    EXPECT_THAT(taken(), ElementsAre("cpu-write-device-owned@10"));
    for (size_t I = 0; I != Count; ++I) {
      Dev.unmap(Dma[I], Size, kTo);
      store(Buffer + I * 512, Size);
      EXPECT_THAT(taken(), IsEmpty());
      if (I + 1 != Count) {
        store(Buffer + (I + 1) * 512, 1);
        EXPECT_EQ(taken().size(), 1u) << I << " of " << Count;
      }
    }
  }
}

TEST_F(OwnershipTest, NobodySeesWhatNmiDoes) {
  uint64_t Dma = Dev.map(Buffer, 256, kFrom);
  Host::get().InNmi = true;
  load(Buffer, 4);
  Host::get().InNmi = false;
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(Dma, 256, kFrom);
}

} // namespace
