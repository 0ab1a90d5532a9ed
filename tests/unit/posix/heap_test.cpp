// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The malloc family: each member works as libc says, its object is known from
// every byte inside with exact bounds, and freeing is announced before it
// happens.

#include "dmasan/interface.h"
#include "runtime/port/port.h"
#include "runtime/port/posix/heap_table.h"
#include "runtime/stack/depot.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <new>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace dmasan;
using namespace dmasan::posix;

namespace {

std::atomic<const void *> Watched;
std::atomic<uint64_t> WatchedSize;

template <class T> T *opaque(T *Pointer) {
  asm volatile("" : "+r"(Pointer));
  return Pointer;
}

void expectObject(void *Pointer, size_t Size) {
  ASSERT_NE(Pointer, nullptr);
  auto Begin = reinterpret_cast<uintptr_t>(Pointer);
  for (size_t At : {size_t(0), Size / 2, Size - 1}) {
    HeapObject Object = heapAround(Begin + At);
    EXPECT_EQ(Object.Begin, Begin) << At;
    EXPECT_EQ(Object.Size, Size) << At;
    EXPECT_FALSE(Object.Freed);
    EXPECT_NE(Object.AllocStack, 0u);
  }
  EXPECT_NE(heapAround(Begin + Size).Begin, Begin) << "one past the end";
}

/// Frees and expects that it was announced with the size.
void expectFree(void *Pointer, size_t Size) {
  WatchedSize = 0;
  Watched = Pointer;
  free(Pointer);
  Watched = nullptr;
  EXPECT_EQ(WatchedSize, Size);
}

TEST(Heap, EveryMember) {
  struct Case {
    const char *Name;
    void *Memory;
    size_t Size;
  };
  void *Posix = nullptr;
  ASSERT_EQ(posix_memalign(&Posix, 256, 33), 0);
  auto Page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  for (Case C :
       {Case{"malloc", malloc(100), 100}, Case{"calloc", calloc(7, 11), 77},
        Case{"realloc", realloc(nullptr, 55), 55},
        Case{"reallocarray", reallocarray(nullptr, 5, 9), 45},
        Case{"memalign", memalign(128, 31), 31},
        Case{"aligned_alloc", aligned_alloc(64, 192), 192},
        Case{"posix_memalign", Posix, 33}, Case{"valloc", valloc(10), 10},
        Case{"pvalloc", pvalloc(10), Page}}) {
    SCOPED_TRACE(C.Name);
    expectObject(C.Memory, C.Size);
    expectFree(C.Memory, C.Size);
    EXPECT_TRUE(heapAround(reinterpret_cast<uintptr_t>(C.Memory)).Freed ||
                !heapAround(reinterpret_cast<uintptr_t>(C.Memory)).known());
  }
  auto *New = opaque(new char[50]);
  expectObject(New, 50);
  delete[] New;
}

TEST(Heap, FreedIsRememberedWithBothStacks) {
  auto *Memory = opaque(malloc(5000));
  auto Begin = reinterpret_cast<uintptr_t>(Memory);
  free(Memory);
  HeapObject Object = heapAround(Begin + 4999);
  EXPECT_TRUE(Object.Freed);
  EXPECT_EQ(Object.Size, 5000u);
  EXPECT_NE(Object.AllocStack, 0u);
  EXPECT_NE(Object.FreeStack, 0u);
  EXPECT_NE(Object.AllocStack, Object.FreeStack);
}

TEST(Heap, ReallocKeepsContentsAndAnnouncesTheOld) {
  auto *Old = static_cast<char *>(malloc(100));
  memset(Old, 'x', 100);
  Watched = opaque(Old);
  WatchedSize = 0;
  auto *New = static_cast<char *>(opaque(realloc(Old, 3000)));
  EXPECT_EQ(WatchedSize, 100u);
  expectObject(New, 3000);
  EXPECT_EQ(std::string(New, 100), std::string(100, 'x'));
  Watched = nullptr;
  WatchedSize = 0;
  New = static_cast<char *>(opaque(realloc(New, 10)));
  EXPECT_EQ(WatchedSize, 0u) << "of no interest to the core";
  expectObject(New, 10);
  EXPECT_EQ(std::string(New, 10), std::string(10, 'x'));
  EXPECT_EQ(realloc(New, 0), nullptr);
}

TEST(Heap, OperatorNew) {
  struct alignas(128) Wide {
    char Bytes[256];
  };
  auto *Single = opaque(new char);
  auto *Many = opaque(new int[10]);
  auto *Nothrow = opaque(new (std::nothrow) char[33]);
  auto *Aligned = opaque(new Wide);
  expectObject(Single, 1);
  expectObject(Many, 10 * sizeof(int));
  expectObject(Nothrow, 33);
  expectObject(Aligned, sizeof(Wide));
  EXPECT_EQ(reinterpret_cast<uintptr_t>(Aligned) % 128, 0u);
  Watched = Aligned;
  WatchedSize = 0;
  delete Aligned;
  EXPECT_EQ(WatchedSize, sizeof(Wide));
  Watched = Many;
  delete[] Many;
  EXPECT_EQ(WatchedSize, 10 * sizeof(int));
  Watched = nullptr;
  delete Single;
  delete[] Nothrow;
  volatile size_t Huge = SIZE_MAX / 2;
  EXPECT_THROW(opaque(new char[Huge]), std::bad_alloc);
  EXPECT_EQ(opaque(new (std::nothrow) char[Huge]), nullptr);
}

TEST(Heap, BadArguments) {
  void *Out = &Out;
  errno = 7;
  EXPECT_EQ(posix_memalign(&Out, 3, 8), EINVAL);
  EXPECT_EQ(posix_memalign(&Out, 4, 8), EINVAL) << "less than a pointer";
  EXPECT_EQ(Out, &Out) << "untouched";
  EXPECT_EQ(errno, 7) << "untouched";
  EXPECT_EQ(opaque(reallocarray(nullptr, SIZE_MAX / 2, 3)), nullptr);
  EXPECT_EQ(errno, ENOMEM);
  volatile size_t Huge = SIZE_MAX / 2;
  EXPECT_EQ(opaque(calloc(Huge, 3)), nullptr);
  EXPECT_EQ(opaque(malloc(Huge)), nullptr);
  free(nullptr);
}

TEST(Heap, BigObjectFromItsMiddleAndNeighbours) {
  auto *Big = static_cast<char *>(opaque(malloc(64 << 20)));
  auto *Small = static_cast<char *>(opaque(malloc(24)));
  expectObject(Big, 64 << 20);
  expectObject(Small, 24);
  free(Big);
  expectObject(Small, 24);
  free(Small);
}

TEST(Heap, EmptyObject) {
  auto *Empty = opaque(malloc(0));
  EXPECT_EQ(heapAround(reinterpret_cast<uintptr_t>(Empty)).Size, 0u);
  EXPECT_TRUE(heapAround(reinterpret_cast<uintptr_t>(Empty)).known());
  free(Empty);
}

TEST(Heap, ManyThreads) {
  std::vector<std::thread> Threads;
  for (unsigned T = 0; T != 4; ++T)
    Threads.emplace_back([T] {
      std::vector<std::pair<char *, size_t>> Live;
      for (size_t I = 0; I != 4000; ++I) {
        size_t Size = 1 + (I * 7919 + T) % 3000;
        Live.push_back({static_cast<char *>(opaque(malloc(Size))), Size});
        if (I % 3 == 0) {
          auto [Memory, Known] = Live[I / 3];
          HeapObject Object =
              heapAround(reinterpret_cast<uintptr_t>(Memory) + Known - 1);
          EXPECT_EQ(Object.Size, Known);
        }
      }
      for (auto [Memory, Size] : Live)
        free(Memory);
    });
  for (std::thread &Thread : Threads)
    Thread.join();
}

TEST(Heap, ForkWhileOthersAllocate) {
  std::atomic<bool> Stop = false;
  std::thread Busy([&] {
    while (!Stop)
      free(opaque(malloc(40)));
  });
  for (int I = 0; I != 50; ++I) {
    pid_t Child = fork();
    if (Child == 0) {
      alarm(20);
      for (int J = 0; J != 100; ++J)
        free(opaque(malloc(40)));
      _exit(0);
    }
    int Status = -1;
    waitpid(Child, &Status, 0);
    EXPECT_EQ(Status, 0);
  }
  Stop = true;
  Busy.join();
}

} // namespace

extern "C" void dmasan_fill_uninitialized(void *, size_t) {}
extern "C" int __dmasan_range_trapped(uintptr_t Address, uintptr_t, unsigned) {
  return Address == reinterpret_cast<uintptr_t>(Watched.load());
}

extern "C" void __dmasan_call_at(const dmasan_call *Call, uintptr_t Pc,
                                 uintptr_t) {
  if (Call->event == DMASAN_EVENT_MEMORY_FREE && Call->cpu == Watched && Pc)
    WatchedSize = Call->size;
}
