// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a live mapping costs beside the shadow, with everything that belongs to
// it: record, pages, lines, hash tables. The budget is 256 bytes. Each test is
// a process of its own, so that no earlier one has left free records.

#include "fake_port/fake_port.h"

#include <gtest/gtest.h>

#include <iostream>

using namespace dmasan;
using namespace dmasan::fake;

namespace {

constexpr size_t kBudget = 256;
constexpr size_t kMappings = 140000; // the tables have just grown

/// Maps PerPage buffers of Size on each page and returns the bytes of one, the
/// stacks of one calling place included.
size_t bytesPerMapping(size_t PerPage, size_t Size,
                       dmasan_direction Direction = DMASAN_FROM_DEVICE) {
  taken();
  size_t Pages = kMappings / PerPage;
  char *Memory = Host::get().pages(Pages * 4096);
  Driver Dev;
  // The first of everything takes whole blocks.
  uint64_t First = Dev.map(Host::get().pages(4096), Size, Direction);
  size_t Before = Host::get().Allocated;
  dmasan_call Call = Dev.make(DMASAN_EVENT_MAP, DMASAN_API_SINGLE);
  Call.direction = Direction;
  Call.size = Size;
  for (size_t Page = 0; Page != Pages; ++Page)
    for (size_t I = 0; I != PerPage; ++I) {
      Call.cpu = Memory + Page * 4096 + I * (4096 / PerPage);
      Call.dma = Call.result = Dev.dma(Call.cpu);
      __dmasan_call_at(&Call, 0x4000, 0); // one place, one stack
    }
  size_t Bytes = (Host::get().Allocated - Before) / (Pages * PerPage);
  std::cout << PerPage << " mappings of " << Size << " bytes a page: " << Bytes
            << " bytes each\n";
  for (size_t Page = 0; Page != Pages; ++Page)
    for (size_t I = 0; I != PerPage; ++I)
      Dev.unmap(Dev.dma(Memory + Page * 4096 + I * (4096 / PerPage)), Size,
                Direction);
  Dev.unmap(First, Size, Direction);
  taken();
  return Bytes;
}

TEST(MemoryBudget, OnePage) { EXPECT_LE(bytesPerMapping(1, 4096), kBudget); }
TEST(MemoryBudget, PartOfAPage) {
  EXPECT_LE(bytesPerMapping(1, 1514), kBudget);
}
TEST(MemoryBudget, HalfPages) { EXPECT_LE(bytesPerMapping(2, 2048), kBudget); }
TEST(MemoryBudget, HalfPagesPartlyUsed) {
  EXPECT_LE(bytesPerMapping(2, 1514), kBudget);
}
TEST(MemoryBudget, QuarterPages) {
  EXPECT_LE(bytesPerMapping(4, 1024), kBudget + 64);
}
TEST(MemoryBudget, Lines) { EXPECT_LE(bytesPerMapping(64, 64), kBudget); }

} // namespace
