// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Allocators, scatterlists, pools and managed resources of the simulator.

#include "tests/unit/sim/fake_runtime.h"

#include "dmasan/sim.h"
#include "reports/finding.h"

#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <gtest/gtest.h>

namespace {

using dmasan::test::events;
using dmasan::test::fakeOptions;

class Memory : public ::testing::Test {
protected:
  Memory() { dma_set_mask_and_coherent(Dev, DMA_BIT_MASK(32)); }
  ~Memory() override {
    dmasan_sim_device_destroy(Dev);
    fakeOptions() = {};
  }
  device *Dev = dmasan_sim_device_create("dev", nullptr);
};

struct dmasan_port_origin originOf(const void *Address) {
  struct dmasan_port_origin Out = {};
  dmasan::test::CurrentHooks->origin(reinterpret_cast<uintptr_t>(Address), 1,
                                     &Out);
  return Out;
}

TEST_F(Memory, KmallocFillsLinesOfTheOption) {
  fakeOptions().cache_line = 256;
  void *A = kmalloc(8, GFP_KERNEL), *B = kmalloc(8, GFP_KERNEL);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(A) % 256, 0u);
  EXPECT_NE(reinterpret_cast<uintptr_t>(A) / 256,
            reinterpret_cast<uintptr_t>(B) / 256);
  kfree(A);
  kfree(B);
}

TEST_F(Memory, PackingAllocatorSharesLines) {
  fakeOptions().kmalloc_aligned = false;
  auto *A = static_cast<char *>(kmalloc(24, GFP_KERNEL));
  auto *B = static_cast<char *>(kmalloc(24, GFP_KERNEL));
  EXPECT_EQ(B - A, 24);
  EXPECT_EQ(originOf(A).padded_size, 0u);
  kfree(B);
  kfree(A);
}

TEST_F(Memory, OriginKnowsTheSizeThatWasAskedFor) {
  for (size_t Size : {1u, 100u, 2000u, 5000u}) {
    auto *Object = static_cast<char *>(kmalloc(Size, GFP_KERNEL));
    struct dmasan_port_origin Origin = originOf(Object + Size - 1);
    EXPECT_EQ(Origin.kind, uint32_t(dmasan::OriginKind::Heap));
    EXPECT_EQ(Origin.begin, reinterpret_cast<uintptr_t>(Object));
    EXPECT_EQ(Origin.size, Size);
    EXPECT_GE(Origin.padded_size, Size);
    EXPECT_EQ(Origin.padded_size % 64, 0u);
    kfree(Object);
    EXPECT_EQ(originOf(Object).kind, uint32_t(dmasan::OriginKind::Freed));
  }
}

TEST_F(Memory, OriginOfPagesAndAliases) {
  page *Pages = alloc_pages(GFP_KERNEL, 2);
  auto *Begin = static_cast<char *>(page_address(Pages));
  struct dmasan_port_origin Origin = originOf(Begin + 3 * PAGE_SIZE);
  EXPECT_EQ(Origin.kind, uint32_t(dmasan::OriginKind::Pages));
  EXPECT_EQ(Origin.begin, reinterpret_cast<uintptr_t>(Begin));
  EXPECT_EQ(Origin.size, 4 * PAGE_SIZE);
  __free_pages(Pages, 2);
  EXPECT_EQ(originOf(Begin).kind, uint32_t(dmasan::OriginKind::Freed));
  void *Area = vmalloc(PAGE_SIZE);
  EXPECT_EQ(originOf(Area).kind, uint32_t(dmasan::OriginKind::Vmalloc));
  vfree(Area);
  static char Global[1];
  EXPECT_EQ(originOf(Global).kind, 0u) << "not the simulator's";
}

struct Life {
  void *(*Take)();
  void (*Give)(void *);
  size_t Size;
};

void expectStacks(const Life &L) {
  auto *Object = static_cast<char *>(L.Take());
  ASSERT_TRUE(Object);
  struct dmasan_port_origin Live = originOf(Object + L.Size - 1);
  EXPECT_NE(Live.alloc_stack, 0u);
  EXPECT_EQ(Live.free_stack, 0u);
  L.Give(Object);
  struct dmasan_port_origin Freed = originOf(Object + L.Size - 1);
  EXPECT_EQ(Freed.kind, uint32_t(dmasan::OriginKind::Freed));
  EXPECT_EQ(Freed.alloc_stack, Live.alloc_stack);
  EXPECT_GT(Freed.free_stack, Live.alloc_stack);
}

TEST_F(Memory, OriginKnowsWhoAllocatedAndWhoFreed) {
  expectStacks({[] { return kmalloc(100, GFP_KERNEL); },
                [](void *Object) { kfree(Object); }, 100});
  expectStacks({[] { return kcalloc(3, 9000, GFP_KERNEL); },
                [](void *Object) { kvfree(Object); }, 27000});
  expectStacks({[] { return page_address(alloc_pages(GFP_KERNEL, 2)); },
                [](void *Object) { __free_pages(virt_to_page(Object), 2); },
                16384});
  expectStacks({[] { return page_address(alloc_pages(GFP_KERNEL, 1)); },
                [](void *Object) { put_page(virt_to_page(Object)); }, 8192});
}

TEST_F(Memory, ANewLifeHasNoFree) {
  void *Object = kmalloc(72, GFP_KERNEL);
  kfree(Object);
  ASSERT_EQ(kmalloc(72, GFP_KERNEL), Object);
  EXPECT_EQ(originOf(Object).free_stack, 0u);
  kfree(Object);
}

// What the DMA API allocates is told by its mapping.
TEST_F(Memory, CoherentMemoryHasNoStacks) {
  dma_addr_t Handle;
  void *Memory = dma_alloc_coherent(Dev, 4096, &Handle, GFP_KERNEL);
  ASSERT_TRUE(Memory);
  EXPECT_EQ(originOf(Memory).alloc_stack, 0u);
  dma_free_coherent(Dev, 4096, Memory, Handle);
}

TEST_F(Memory, KmallocLimits) {
  EXPECT_EQ(kmalloc(0, GFP_KERNEL), nullptr);
  EXPECT_EQ(kmalloc(~size_t(0), GFP_KERNEL), nullptr);
  EXPECT_EQ(kmalloc_array(~size_t(0), 2, GFP_KERNEL), nullptr);
  void *Large = kmalloc(KMALLOC_MAX_SIZE, GFP_KERNEL);
  EXPECT_TRUE(Large);
  EXPECT_GE(ksize(Large), KMALLOC_MAX_SIZE);
  kfree(Large);
}

TEST_F(Memory, PagesAndAddressesAgree) {
  page *Page = alloc_pages(GFP_KERNEL | __GFP_ZERO, 2);
  void *Address = page_address(Page);
  EXPECT_EQ(virt_to_page(Address), Page);
  EXPECT_EQ(phys_to_virt(page_to_phys(Page)), Address);
  EXPECT_EQ(page_address(nth_page(Page, 3)),
            static_cast<char *>(Address) + 3 * PAGE_SIZE);
  __free_pages(Page, 2);
  static char Global[16];
  EXPECT_EQ(phys_to_virt(virt_to_phys(Global)), Global);
  EXPECT_EQ(static_cast<char *>(page_address(virt_to_page(Global))) +
                offset_in_page(Global),
            Global);
}

TEST_F(Memory, MergedScatterlist) {
  fakeOptions().sim_merge_sg = true;
  sg_table Table;
  ASSERT_EQ(sg_alloc_table(&Table, 3, GFP_KERNEL), 0);
  scatterlist *Sg;
  unsigned I;
  for_each_sgtable_sg(&Table, Sg, I)
      sg_set_page(Sg, alloc_pages(GFP_KERNEL, 0), PAGE_SIZE, 0);
  ASSERT_EQ(dma_map_sgtable(Dev, &Table, DMA_BIDIRECTIONAL, 0), 0);
  EXPECT_EQ(Table.nents, 1u);
  EXPECT_EQ(sg_dma_len(Table.sgl), 3 * PAGE_SIZE);
  EXPECT_EQ(dmasan_sim_dma_write(Dev, sg_dma_address(Table.sgl) + PAGE_SIZE - 2,
                                 "abcd", 4),
            0);
  dma_unmap_sgtable(Dev, &Table, DMA_BIDIRECTIONAL, 0);
  EXPECT_EQ(memcmp(sg_virt(sg_next(Table.sgl)), "cd", 2), 0);
  char Byte;
  EXPECT_EQ(dmasan_sim_dma_read(Dev, sg_dma_address(Table.sgl), &Byte, 1),
            -EFAULT);
  for_each_sgtable_sg(&Table, Sg, I) __free_pages(sg_page(Sg), 0);
  sg_free_table(&Table);
}

TEST_F(Memory, ChainedScatterlistIsWalked) {
  static char Data[3][64];
  scatterlist First[3], Second[1];
  sg_init_table(First, 3);
  sg_init_table(Second, 1);
  sg_set_buf(&First[0], Data[0], 64);
  sg_set_buf(&First[1], Data[1], 64);
  sg_set_buf(&Second[0], Data[2], 64);
  sg_chain(First, 3, Second);
  EXPECT_EQ(sg_nents(First), 3);
  EXPECT_EQ(sg_virt(sg_last(First, 3)), static_cast<void *>(Data[2]));
  EXPECT_EQ(dma_map_sg(Dev, First, 3, DMA_TO_DEVICE), 3u);
  dma_unmap_sg(Dev, First, 3, DMA_TO_DEVICE);
}

TEST_F(Memory, PoolBlocksAreDistinctAndAligned) {
  dma_pool *Pool = dma_pool_create("pool", Dev, 48, 64, 0);
  dma_addr_t A, B;
  auto *First = static_cast<char *>(dma_pool_zalloc(Pool, GFP_KERNEL, &A));
  auto *Second = static_cast<char *>(dma_pool_alloc(Pool, GFP_KERNEL, &B));
  EXPECT_NE(First, Second);
  EXPECT_EQ(A % 64, 0u);
  EXPECT_EQ(dmasan_sim_dma_write(Dev, A, "pool", 4), 0);
  EXPECT_EQ(memcmp(First, "pool", 4), 0);
  dma_pool_free(Pool, First, A);
  dma_pool_free(Pool, Second, B);
  dma_pool_destroy(Pool);
}

TEST_F(Memory, ManagedGoBeforeTheDeviceIsJudged) {
  device *Other = dmasan_sim_device_create("other", nullptr);
  dma_addr_t Dma;
  ASSERT_TRUE(dmam_alloc_coherent(Other, 64, &Dma, GFP_KERNEL));
  static int Order;
  devm_add_action(
      Other,
      [](void *) {
        Order = events().empty() ||
                events().back().event != DMASAN_EVENT_DEVICE_REMOVE;
      },
      nullptr);
  events().clear();
  dmasan_sim_device_destroy(Other);
  EXPECT_EQ(Order, 1);
  ASSERT_EQ(events().size(), 1u);
  EXPECT_EQ(events()[0].event, uint32_t(DMASAN_EVENT_DEVICE_REMOVE));
}

TEST_F(Memory, ChildInheritsWiresButNoSettings) {
  dmasan_sim_config Config = {.coherent = 1, .declared_coherent = 1};
  device *Parent = dmasan_sim_device_create("dwc3", &Config);
  events().clear();
  device *Child = dmasan_sim_child_create(Parent, "xhci");
  ASSERT_EQ(events().size(), 1u);
  EXPECT_TRUE(events()[0].flags & DMASAN_CALL_DEVICE_SNOOPS);
  EXPECT_FALSE(events()[0].flags & DMASAN_CALL_DEVICE_COHERENT);
  EXPECT_EQ(Child->parent, Parent);
  EXPECT_EQ(*Child->dma_mask, 0u);
  dmasan_sim_device_destroy(Child);
  dmasan_sim_device_destroy(Parent);
}

TEST_F(Memory, ForeignStructDeviceMapsNothing) {
  device Foreign = {};
  static char Data[64];
  EXPECT_EQ(dma_map_single(&Foreign, Data, 64, DMA_TO_DEVICE),
            DMA_MAPPING_ERROR);
  EXPECT_EQ(dma_map_single(nullptr, Data, 64, DMA_TO_DEVICE),
            DMA_MAPPING_ERROR);
  EXPECT_NE(dma_set_mask(&Foreign, DMA_BIT_MASK(32)), 0);
}

} // namespace
