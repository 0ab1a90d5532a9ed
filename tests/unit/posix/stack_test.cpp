// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stacks: the right callers in the right order, and no crash on a frame pointer
// that is none.

#include "runtime/port/port.h"
#include "runtime/port/posix/thread.h"
#include "runtime/stack/depot.h"

#include <gtest/gtest.h>

#include <thread>

using namespace dmasan;
using posix::walkStack;

namespace {

uintptr_t Frames[64];
size_t Count;
uintptr_t InMiddle, InOuter;

__attribute__((noinline)) void inner(bool WithFrame) {
  auto Pc = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  auto Frame = *static_cast<uintptr_t *>(__builtin_frame_address(0));
  Count = walkStack(Pc, WithFrame ? Frame : 0, Frames, 64);
  InMiddle = Pc;
  asm volatile("");
}
__attribute__((noinline)) void middle(bool WithFrame) {
  InOuter = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  inner(WithFrame);
  asm volatile("");
}
__attribute__((noinline)) void outer(bool WithFrame) {
  middle(WithFrame);
  asm volatile("");
}

TEST(Stack, CallersInOrder) {
  for (bool WithFrame : {true, false}) {
    Count = 0;
    outer(WithFrame);
    ASSERT_GE(Count, 3u);
    EXPECT_EQ(Frames[0], InMiddle);
    EXPECT_EQ(Frames[1], InOuter);
    EXPECT_NE(Frames[2], 0u);
  }
}

TEST(Stack, OnAThread) {
  std::thread([] {
    outer(true);
    ASSERT_GE(Count, 3u);
    EXPECT_EQ(Frames[1], InOuter);
  }).join();
}

TEST(Stack, Bounded) {
  uintptr_t Few[2] = {};
  EXPECT_EQ(walkStack(1, 0, Few, 0), 0u);
  EXPECT_EQ(walkStack(0x1234, 0, Few, 1), 1u);
  EXPECT_EQ(Few[0], 0x1234u);
  EXPECT_EQ(Few[1], 0u);
}

TEST(Stack, FrameThatIsNone) {
  for (uintptr_t Bad : {uintptr_t(1), uintptr_t(0xdeadbeef000),
                        ~uintptr_t(0) - 7, uintptr_t(16)}) {
    size_t Got = walkStack(0x1234, Bad, Frames, 64);
    ASSERT_GE(Got, 1u);
    EXPECT_EQ(Frames[0], 0x1234u);
  }
}

TEST(Stack, LoopOfFramesEnds) {
  uintptr_t Fake[2] = {reinterpret_cast<uintptr_t>(Fake), 0x401000};
  size_t Got = walkStack(0x1234, reinterpret_cast<uintptr_t>(Fake), Frames, 64);
  EXPECT_EQ(Got, 2u);
}

TEST(Stack, IsKeptAsItWasWalked) {
  uintptr_t Fake[2] = {reinterpret_cast<uintptr_t>(Fake), 0x401000};
  auto Frame = reinterpret_cast<uintptr_t>(Fake);
  StackId Id = dmasan_port_stack(0x1234, Frame, 64);
  const uintptr_t *Kept = nullptr;
  ASSERT_EQ(stackFrames(Id, &Kept), 2u);
  EXPECT_EQ(Kept[0], 0x1234u);
  EXPECT_EQ(Kept[1], 0x401000u);
  EXPECT_EQ(dmasan_port_stack(0x1234, Frame, 64), Id);
  EXPECT_EQ(dmasan_port_stack(0x1234, Frame, 0), 0u);
}

TEST(Interrupts, DepthTellsNesting) {
  EXPECT_EQ(dmasan_port_in_nmi(), 0);
  unsigned long Outer = dmasan_port_irq_save();
  unsigned long Inner = dmasan_port_irq_save();
  EXPECT_NE(dmasan_port_in_nmi(), 0);
  dmasan_port_irq_restore(Inner);
  EXPECT_NE(dmasan_port_in_nmi(), 0);
  dmasan_port_irq_restore(Outer);
  EXPECT_EQ(dmasan_port_in_nmi(), 0);
}

TEST(Threads, HaveDifferentIds) {
  uint32_t Mine = dmasan_port_thread(), Other = Mine;
  std::thread([&] { Other = dmasan_port_thread(); }).join();
  EXPECT_NE(Mine, Other);
  EXPECT_EQ(Mine, dmasan_port_thread());
}

} // namespace
