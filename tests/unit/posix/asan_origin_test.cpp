// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In a program with ASan its allocator and its knowledge are used.

#include "dmasan/interface.h"
#include "reports/finding.h"
#include "runtime/port/port.h"
#include "runtime/port/posix/heap_table.h"
#include "runtime/port/posix/regions.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <sys/mman.h>

using namespace dmasan;

namespace {

struct dmasan_port_origin originOf(const volatile void *Address) {
  struct dmasan_port_origin Out = {};
  dmasan_port_origin(reinterpret_cast<uintptr_t>(Address), 4, &Out);
  return Out;
}

int Global[10];

TEST(AsanOrigin, KnowsHeapGlobalsAndStack) {
  auto *Memory = static_cast<char *>(malloc(77));
  EXPECT_FALSE(posix::heapAround(reinterpret_cast<uintptr_t>(Memory)).known())
      << "the weak malloc is not in use";
  struct dmasan_port_origin Out = originOf(Memory + 70);
  EXPECT_EQ(OriginKind(Out.kind), OriginKind::Heap);
  EXPECT_EQ(Out.begin, reinterpret_cast<uintptr_t>(Memory));
  EXPECT_EQ(Out.size, 77u);
  EXPECT_NE(Out.alloc_stack, 0u);
  free(Memory);
  Out = originOf(Memory + 70);
  EXPECT_EQ(OriginKind(Out.kind), OriginKind::Freed);
  EXPECT_NE(Out.free_stack, 0u);

  Out = originOf(&Global[3]);
  EXPECT_EQ(OriginKind(Out.kind), OriginKind::Data);
  EXPECT_EQ(Out.size, sizeof(Global));

  volatile int Local = 0;
  EXPECT_EQ(OriginKind(originOf(&Local).kind), OriginKind::Stack);
}

/// ASan's mmap is in use, so that changes are not seen: nothing is remembered.
TEST(AsanOrigin, NothingIsRememberedOfPages) {
  EXPECT_FALSE(posix::regionsWatched());
  void *Page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  EXPECT_EQ(OriginKind(originOf(Page).kind), OriginKind::Pages);
  mprotect(Page, 4096, PROT_NONE);
  EXPECT_EQ(OriginKind(originOf(Page).kind), OriginKind::Invalid);
  munmap(Page, 4096);
}

} // namespace

extern "C" void dmasan_fill_uninitialized(void *, size_t) {}
extern "C" int __dmasan_range_trapped(uintptr_t, uintptr_t, unsigned) {
  return 0;
}
extern "C" void __dmasan_call_at(const dmasan_call *, uintptr_t, uintptr_t) {}
