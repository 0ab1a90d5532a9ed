// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One CPU without threads: one shard, one thread, no clock. Stacks follow frame
// pointers as long as they go up within a stack of a sensible size.

#include "runtime/port/bare/board.h"
#include "runtime/port/port.h"
#include "runtime/stack/depot.h"

namespace {

constexpr uintptr_t kStackSpan = 1 << 20;
constinit unsigned Depth = 0; // of core sections; guarded by interrupts off

} // namespace

extern "C" {

unsigned long dmasan_port_irq_save(void) {
  unsigned long Flags = dmasan_board_irq_save();
  ++Depth;
  return Flags;
}
void dmasan_port_irq_restore(unsigned long Flags) {
  --Depth;
  dmasan_board_irq_restore(Flags);
}
// Only what cannot be masked gets in while the depth is not zero.
int dmasan_port_in_nmi(void) { return Depth != 0; }
void dmasan_port_relax(void) {}
unsigned dmasan_port_shard(void) { return 0; }
uint32_t dmasan_port_thread(void) { return 0; }
uint64_t dmasan_port_time_ns(void) { return 0; }

uint32_t dmasan_port_stack(uintptr_t Pc, uintptr_t Frame, size_t Max) {
  uintptr_t Frames[dmasan::kMaxFrames];
  if (Max == 0)
    return 0;
  if (Max > dmasan::kMaxFrames)
    Max = dmasan::kMaxFrames;
  size_t Count = 0;
  Frames[Count++] = Pc;
  uintptr_t Below = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  uintptr_t Top = Below + kStackSpan;
  // Without a frame the runtime's own callers are passed over up to pc.
  bool Passing = Frame == 0;
  if (Passing)
    Frame = Below--;
  while (Count < Max && Frame > Below && Frame < Top &&
         Frame % sizeof(uintptr_t) == 0) {
    auto *Record = reinterpret_cast<const uintptr_t *>(Frame);
    if (!Record[1])
      break;
    if (Passing)
      Passing = Record[1] != Pc;
    else
      Frames[Count++] = Record[1];
    Below = Frame;
    Frame = Record[0];
  }
  return dmasan::internStack(Frames, Count);
}

} // extern "C"
