// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What each misuse does to the data on a machine whose devices do not snoop.

#include "tests/unit/sim/fake_runtime.h"

#include "dmasan/sim.h"

#include <linux/dma-mapping.h>
#include <linux/highmem.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <gtest/gtest.h>

#include <string>

namespace {

using dmasan::test::events;
using dmasan::test::fakeOptions;

constexpr size_t kSize = 256;

class Hardware : public ::testing::Test {
protected:
  Hardware() { start({}); }
  ~Hardware() override {
    kfree(Buffer);
    dmasan_sim_device_destroy(Dev);
    fakeOptions() = {};
  }

  // A driver's device with a 64-bit mask.
  void start(const dmasan_sim_config &Config) {
    if (Dev)
      dmasan_sim_device_destroy(Dev);
    Dev = dmasan_sim_device_create("dev", &Config);
    ASSERT_EQ(dma_set_mask_and_coherent(Dev, DMA_BIT_MASK(64)), 0);
    events().clear();
  }
  void fill(char Value) { memset(Buffer, Value, kSize); }
  std::string deviceSees(dma_addr_t Address, size_t Size = 4) {
    std::string Seen(Size, '?');
    EXPECT_EQ(dmasan_sim_dma_read(Dev, Address, Seen.data(), Size), 0);
    return Seen;
  }
  void deviceWrites(dma_addr_t Address, const std::string &Bytes) {
    EXPECT_EQ(dmasan_sim_dma_write(Dev, Address, Bytes.data(), Bytes.size()),
              0);
  }
  std::string cpuSees(size_t Offset = 0, size_t Size = 4) {
    return std::string(Buffer + Offset, Size);
  }

  device *Dev = nullptr;
  char *Buffer = static_cast<char *>(kmalloc(kSize, GFP_KERNEL));
};

TEST_F(Hardware, CorrectTransfersArrive) {
  fill('a');
  dma_addr_t Out = dma_map_single(Dev, Buffer, kSize, DMA_TO_DEVICE);
  EXPECT_NE(Out, virt_to_phys(Buffer)) << "bus addresses are never the CPU's";
  EXPECT_EQ(deviceSees(Out), "aaaa");
  dma_unmap_single(Dev, Out, kSize, DMA_TO_DEVICE);
  dma_addr_t In = dma_map_single(Dev, Buffer, kSize, DMA_FROM_DEVICE);
  deviceWrites(In, "data");
  EXPECT_EQ(cpuSees(), "aaaa") << "the CPU still has its own lines";
  dma_unmap_single(Dev, In, kSize, DMA_FROM_DEVICE);
  EXPECT_EQ(cpuSees(), "data");
}

TEST_F(Hardware, WriteAfterMapIsNotSeen) {
  fill('a');
  dma_addr_t Dma = dma_map_single(Dev, Buffer, kSize, DMA_TO_DEVICE);
  fill('b');
  EXPECT_EQ(deviceSees(Dma), "aaaa");
  dma_sync_single_for_device(Dev, Dma, kSize, DMA_TO_DEVICE);
  EXPECT_EQ(deviceSees(Dma), "bbbb");
}

TEST_F(Hardware, DirtyLineOverwritesTheDevice) {
  fill('a');
  dma_addr_t Dma = dma_map_single(Dev, Buffer, kSize, DMA_FROM_DEVICE);
  Buffer[8] = 'x';
  deviceWrites(Dma, "data");
  dma_unmap_single(Dev, Dma, kSize, DMA_FROM_DEVICE);
  EXPECT_EQ(cpuSees(), "aaaa");
}

TEST_F(Hardware, WriteBeforeUnmapIsLost) {
  dma_addr_t Dma = dma_map_single(Dev, Buffer, kSize, DMA_FROM_DEVICE);
  deviceWrites(Dma, "data");
  dma_sync_single_for_cpu(Dev, Dma, kSize, DMA_FROM_DEVICE);
  Buffer[0] = 'D';
  dma_unmap_single(Dev, Dma, kSize, DMA_FROM_DEVICE);
  EXPECT_EQ(cpuSees(), "data");
}

TEST_F(Hardware, NeighborOnTheLineIsLost) {
  fill('a');
  dma_addr_t Dma = dma_map_single(Dev, Buffer, 32, DMA_FROM_DEVICE);
  deviceWrites(Dma, "data");
  Buffer[40] = 'n';
  dma_unmap_single(Dev, Dma, 32, DMA_FROM_DEVICE);
  EXPECT_EQ(Buffer[40], 'a');
}

TEST_F(Hardware, LineLengthIsTheOption) {
  fakeOptions().cache_line = 128;
  fill('a');
  dma_addr_t Dma = dma_map_single(Dev, Buffer, 64, DMA_FROM_DEVICE);
  Buffer[100] = 'n';
  dma_unmap_single(Dev, Dma, 64, DMA_FROM_DEVICE);
  EXPECT_EQ(Buffer[100], 'a');
}

TEST_F(Hardware, WrongDirectionAtUnmapLeavesStaleLines) {
  fill('a');
  dma_addr_t Dma = dma_map_single(Dev, Buffer, kSize, DMA_FROM_DEVICE);
  deviceWrites(Dma, "data");
  dma_unmap_single(Dev, Dma, kSize, DMA_TO_DEVICE);
  EXPECT_EQ(cpuSees(), "aaaa");
}

TEST_F(Hardware, UnmappedAddressFaults) {
  char Byte = 'u';
  dma_addr_t Dma = dma_map_single(Dev, Buffer, kSize, DMA_FROM_DEVICE);
  dma_unmap_single(Dev, Dma, kSize, DMA_FROM_DEVICE);
  EXPECT_EQ(dmasan_sim_dma_write(Dev, Dma, &Byte, 1), -EFAULT);
  EXPECT_EQ(dmasan_sim_dma_read(Dev, virt_to_phys(Buffer), &Byte, 1), -EFAULT);
  EXPECT_EQ(Byte, 'u');
}

TEST_F(Hardware, FaultInTheMiddleMovesNothing) {
  char *Page = reinterpret_cast<char *>(__get_free_pages(GFP_KERNEL, 0));
  Page[PAGE_SIZE - 1] = 'p';
  dma_addr_t Dma = dma_map_single(Dev, Page, PAGE_SIZE, DMA_FROM_DEVICE);
  EXPECT_EQ(dmasan_sim_dma_write(Dev, Dma + PAGE_SIZE - 1, "xy", 2), -EFAULT);
  dma_unmap_single(Dev, Dma, PAGE_SIZE, DMA_FROM_DEVICE);
  EXPECT_EQ(Page[PAGE_SIZE - 1], 'p');
  free_pages(reinterpret_cast<unsigned long>(Page), 0);
}

TEST_F(Hardware, NeverMappedBufferHasOldDirtyLines) {
  start({.passthrough = 1});
  fill('o'); // the buffer's former life
  dma_addr_t Phys = virt_to_phys(Buffer);
  deviceWrites(Phys, "data");
  dma_addr_t Dma = dma_map_single(Dev, Buffer, kSize, DMA_FROM_DEVICE);
  EXPECT_EQ(cpuSees(), "oooo") << "evicted over the packet";
  deviceWrites(Dma, "data");
  dma_unmap_single(Dev, Dma, kSize, DMA_FROM_DEVICE);
  EXPECT_EQ(cpuSees(), "data");
}

TEST_F(Hardware, SnoopingDeviceNobodyToldOfLosesData) {
  start({.coherent = 1});
  fill('a');
  dma_addr_t Dma = dma_map_single(Dev, Buffer, kSize, DMA_FROM_DEVICE);
  deviceWrites(Dma, "data");
  EXPECT_EQ(cpuSees(), "data") << "written into the cache";
  dma_unmap_single(Dev, Dma, kSize, DMA_FROM_DEVICE);
  EXPECT_EQ(cpuSees(), "aaaa") << "and thrown away with it";
}

TEST_F(Hardware, CoherentDeviceNeedsNothing) {
  start({.coherent = 1, .declared_coherent = 1});
  dma_addr_t Dma = dma_map_single(Dev, Buffer, kSize, DMA_BIDIRECTIONAL);
  fill('b');
  EXPECT_EQ(deviceSees(Dma), "bbbb");
  deviceWrites(Dma, "data");
  EXPECT_EQ(cpuSees(), "data");
}

TEST_F(Hardware, DeclaredCoherentButNotSnoopingReadsOldMemory) {
  start({.declared_coherent = 1});
  fill('a');
  dma_addr_t Dma = dma_map_single(Dev, Buffer, kSize, DMA_TO_DEVICE);
  fill('b');
  EXPECT_NE(deviceSees(Dma), "bbbb");
}

TEST_F(Hardware, MissingWiresTruncate) {
  start({.bus_mask = DMA_BIT_MASK(40)});
  dma_addr_t Dma = dma_map_single(Dev, Buffer, kSize, DMA_TO_DEVICE);
  EXPECT_GT(Dma, DMA_BIT_MASK(40)) << "the mask lets the OS use high addresses";
  char Byte;
  EXPECT_EQ(dmasan_sim_dma_read(Dev, Dma, &Byte, 1), -EFAULT);
  ASSERT_EQ(events().size(), 1u);
  EXPECT_EQ(events()[0].dma, Dma);
  EXPECT_EQ(events()[0].result, Dma & DMA_BIT_MASK(40));

  ASSERT_EQ(dma_set_mask(Dev, DMA_BIT_MASK(40)), 0);
  dma_addr_t Low = dma_map_single(Dev, Buffer, kSize, DMA_TO_DEVICE);
  EXPECT_EQ(dmasan_sim_dma_read(Dev, Low, &Byte, 1), 0);
}

TEST_F(Hardware, VmallocIsNotContiguousForTheDevice) {
  auto *Area = static_cast<char *>(vmalloc(2 * PAGE_SIZE));
  ASSERT_TRUE(Area);
  memset(Area, 'a', 2 * PAGE_SIZE);
  flush_kernel_vmap_range(Area, 2 * PAGE_SIZE);
  dma_addr_t Dma = dma_map_single(Dev, Area, 2 * PAGE_SIZE, DMA_FROM_DEVICE);
  deviceWrites(Dma + PAGE_SIZE, "data");
  dma_unmap_single(Dev, Dma, 2 * PAGE_SIZE, DMA_FROM_DEVICE);
  invalidate_kernel_vmap_range(Area, 2 * PAGE_SIZE);
  EXPECT_EQ(Area[PAGE_SIZE], 'a') << "the second page was somebody else's";
  vfree(Area);
}

TEST_F(Hardware, AliasNeedsItsOwnMaintenance) {
  auto *Area = static_cast<char *>(vmalloc(PAGE_SIZE));
  memset(Area, 'q', PAGE_SIZE);
  page *Page = vmalloc_to_page(Area);
  dma_addr_t Dma = dma_map_page(Dev, Page, 0, PAGE_SIZE, DMA_BIDIRECTIONAL);
  EXPECT_NE(deviceSees(Dma), "qqqq") << "cleaned through the other address";
  flush_kernel_vmap_range(Area, PAGE_SIZE);
  EXPECT_EQ(deviceSees(Dma), "qqqq");
  deviceWrites(Dma, "data");
  dma_unmap_page(Dev, Dma, PAGE_SIZE, DMA_BIDIRECTIONAL);
  EXPECT_EQ(Area[0], 'q');
  invalidate_kernel_vmap_range(Area, PAGE_SIZE);
  EXPECT_EQ(std::string(Area, 4), "data");
  EXPECT_EQ(std::string(static_cast<char *>(page_address(Page)), 4), "data");
  vfree(Area);
}

TEST_F(Hardware, CoherentMemoryIsShared) {
  dma_addr_t Dma;
  auto *Ring =
      static_cast<char *>(dma_alloc_coherent(Dev, 64, &Dma, GFP_KERNEL));
  strcpy(Ring, "desc");
  EXPECT_EQ(deviceSees(Dma), "desc");
  deviceWrites(Dma, "done");
  EXPECT_STREQ(Ring, "done");
  dma_free_coherent(Dev, 64, Ring, Dma);
  EXPECT_EQ(dmasan_sim_dma_write(Dev, Dma, "late", 4), -EFAULT);
}

TEST_F(Hardware, ProcessMemoryCanBeMapped) {
  static char Global[128] = "global";
  dma_addr_t Dma =
      dma_map_single(Dev, Global, sizeof(Global), DMA_BIDIRECTIONAL);
  EXPECT_EQ(deviceSees(Dma, 6), "global");
  deviceWrites(Dma, "device");
  dma_unmap_single(Dev, Dma, sizeof(Global), DMA_BIDIRECTIONAL);
  EXPECT_STREQ(Global, "device");
}

TEST_F(Hardware, AddressOutsideEverythingFaults) {
  auto *Nowhere = reinterpret_cast<void *>(0x123000);
  dma_addr_t Dma = dma_map_single(Dev, Nowhere, 64, DMA_BIDIRECTIONAL);
  EXPECT_EQ(dmasan_sim_dma_write(Dev, Dma, "x", 1), -EFAULT);
  dma_unmap_single(Dev, Dma, 64, DMA_BIDIRECTIONAL);
  EXPECT_EQ(dma_map_single(Dev, Buffer, ~size_t(0), DMA_TO_DEVICE),
            DMA_MAPPING_ERROR);
}

} // namespace
