// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where memory comes from, one test a kind.

#include "reports/finding.h"
#include "runtime/port/posix/hooks.h"
#include "runtime/port/posix/regions.h"
#include "runtime/port/posix/thread.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <future>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

using namespace dmasan;

namespace {

struct dmasan_port_origin originOf(const void *Address) {
  struct dmasan_port_origin Out = {};
  dmasan_port_origin(reinterpret_cast<uintptr_t>(Address), 4, &Out);
  return Out;
}
OriginKind kindOf(const void *Address) {
  return OriginKind(originOf(Address).kind);
}

int Global = 1;
const int Constant = 2;

TEST(Origin, OwnStack) {
  int Local = 0;
  EXPECT_EQ(kindOf(&Local), OriginKind::Stack);
}

TEST(Origin, StackOfAnotherThread) {
  std::promise<const int *> Address;
  std::promise<void> Done;
  std::thread Other([&] {
    int Local = 0;
    Address.set_value(&Local);
    Done.get_future().wait();
  });
  const int *Local = Address.get_future().get();
  EXPECT_EQ(kindOf(Local), OriginKind::Stack);
  Done.set_value();
  Other.join();
  EXPECT_NE(kindOf(Local), OriginKind::Stack) << "the thread is gone";
}

TEST(Origin, MainStackFromAnotherThread) {
  posix::registerOwnStack();
  int Local = 0;
  std::thread([&] { EXPECT_EQ(kindOf(&Local), OriginKind::Stack); }).join();
}

TEST(Origin, Program) {
  EXPECT_EQ(kindOf(&Global), OriginKind::Data);
  EXPECT_EQ(kindOf(&Constant), OriginKind::Rodata);
  EXPECT_EQ(kindOf("a string"), OriginKind::Rodata);
  EXPECT_EQ(kindOf(reinterpret_cast<void *>(&kindOf)), OriginKind::Text);
}

TEST(Origin, Heap) {
  auto *Memory = static_cast<char *>(malloc(77));
  struct dmasan_port_origin Out = originOf(Memory + 70);
  EXPECT_EQ(OriginKind(Out.kind), OriginKind::Heap);
  EXPECT_EQ(Out.begin, reinterpret_cast<uintptr_t>(Memory));
  EXPECT_EQ(Out.size, 77u);
  EXPECT_NE(Out.alloc_stack, 0u);
  free(Memory);
  EXPECT_EQ(kindOf(Memory + 70), OriginKind::Freed);
}

TEST(Origin, PagesAndNothing) {
  void *Pages = mmap(nullptr, 8192, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  EXPECT_EQ(kindOf(Pages), OriginKind::Pages);
  EXPECT_EQ(originOf(Pages).exempt_overlap, 0u);
  mprotect(Pages, 8192, PROT_NONE);
  EXPECT_EQ(kindOf(Pages), OriginKind::Invalid);
  munmap(Pages, 8192);
  EXPECT_EQ(kindOf(Pages), OriginKind::Invalid);
  EXPECT_EQ(kindOf(nullptr), OriginKind::Invalid);
  EXPECT_EQ(kindOf(reinterpret_cast<void *>(~uintptr_t(0))),
            OriginKind::Invalid);
}

/// A page that was asked for, so that its region is known.
class KnownPage {
public:
  KnownPage()
      : At(static_cast<char *>(mmap(nullptr, kSize, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {
    EXPECT_EQ(kindOf(At), OriginKind::Pages);
    EXPECT_TRUE(remembered());
  }
  ~KnownPage() { munmap(At, kSize); }
  bool remembered() const {
    posix::Region Region;
    return posix::rememberedRegion(reinterpret_cast<uintptr_t>(At), Region);
  }

  static constexpr size_t kSize = 4096;
  char *At;
};

TEST(Regions, EveryChangeEndsWhatIsKnown) {
  ASSERT_TRUE(posix::regionsWatched());
  {
    KnownPage Page;
    munmap(Page.At, Page.kSize);
    EXPECT_FALSE(Page.remembered());
    EXPECT_EQ(kindOf(Page.At), OriginKind::Invalid);
  }
  {
    KnownPage Page;
    mprotect(Page.At, Page.kSize, PROT_NONE);
    EXPECT_EQ(kindOf(Page.At), OriginKind::Invalid);
  }
  {
    KnownPage Page;
    int File = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    ASSERT_EQ(
        mmap(Page.At, Page.kSize, PROT_READ, MAP_PRIVATE | MAP_FIXED, File, 0),
        Page.At);
    close(File);
    EXPECT_EQ(originOf(Page.At).exempt_overlap, 1u);
  }
  {
    KnownPage Page;
    void *Moved =
        mremap(Page.At, Page.kSize, 2 * Page.kSize,
               MREMAP_MAYMOVE | MREMAP_FIXED, Page.At - (uint64_t(1) << 40));
    EXPECT_EQ(Moved, Page.At - (uint64_t(1) << 40));
    EXPECT_EQ(kindOf(Page.At), OriginKind::Invalid);
    EXPECT_EQ(kindOf(Moved), OriginKind::Pages);
    munmap(Moved, 2 * Page.kSize);
  }
}

TEST(Regions, LoadingAnObjectEndsWhatIsKnown) {
  KnownPage Page;
  void *Object = dlopen("libutil.so.1", RTLD_NOW);
  ASSERT_NE(Object, nullptr) << dlerror();
  EXPECT_FALSE(Page.remembered());
  EXPECT_EQ(kindOf(Page.At), OriginKind::Pages);
  EXPECT_TRUE(Page.remembered());
  dlclose(Object);
  EXPECT_FALSE(Page.remembered());
}

/// Behind the back of the interceptors.
TEST(Regions, WhatIsGoneIsNotRemembered) {
  KnownPage Page;
  syscall(SYS_munmap, Page.At, Page.kSize);
  EXPECT_FALSE(Page.remembered());
  EXPECT_EQ(kindOf(Page.At), OriginKind::Invalid);
}

TEST(Regions, AnotherThreadsChangeCounts) {
  KnownPage Page;
  std::thread([&] { mprotect(Page.At, Page.kSize, PROT_NONE); }).join();
  EXPECT_FALSE(Page.remembered());
  EXPECT_EQ(kindOf(Page.At), OriginKind::Invalid);
}

TEST(Origin, HookIsAskedFirst) {
  static constexpr dmasan_host_hooks kHooks = {
      [](uintptr_t Address, uint64_t, struct dmasan_port_origin *Out) {
        if (Address != 0x1234)
          return 0;
        Out->kind = uint32_t(OriginKind::Vmalloc);
        return 1;
      },
      [](const void *, char *Name, char *, size_t) {
        Name[0] = 'x';
        Name[1] = '\0';
        return 1;
      },
      nullptr,
      nullptr,
      nullptr,
      nullptr,
      nullptr};
  __dmasan_set_host_hooks(&kHooks);
  EXPECT_EQ(kindOf(reinterpret_cast<void *>(0x1234)), OriginKind::Vmalloc);
  EXPECT_EQ(kindOf(&Global), OriginKind::Data);
  char Name[8], Driver[8];
  dmasan_port_device_names(&Global, Name, Driver, sizeof(Name));
  EXPECT_STREQ(Name, "x");
  EXPECT_STREQ(Driver, "");
  __dmasan_set_host_hooks(nullptr);
}

} // namespace
