// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stacks by frame pointers: instrumented code keeps them. The walk trusts
// nothing: a frame lies inside the thread's stack, aligned, and above the one
// before it. Code without frame pointers in between ends the walk; when that
// leaves next to nothing, the unwinder of the C runtime has a go, if the
// program has it.

#include "runtime/port/port.h"
#include "runtime/port/posix/thread.h"
#include "runtime/stack/depot.h"

#include <unwind.h>

#pragma weak _Unwind_Backtrace
#pragma weak _Unwind_GetIP

using namespace dmasan::posix;

namespace {

constexpr size_t kEnough = 2;

// The unwinder of a static program aborts before the C library has started;
// that library allocates already. Volatile, or the compiler runs the
// constructor itself and stores its result in the program.
volatile bool UnwinderReady;
__attribute__((constructor)) void allowUnwinding() { UnwinderReady = true; }

size_t walkFrames(uintptr_t Frame, uintptr_t *Frames, size_t Count,
                  size_t Max) {
  StackBounds Stack = ownStack();
  if (!Stack.High)
    return Count;
  uintptr_t Below = Stack.Low;
  while (Count < Max && Frame > Below &&
         Frame <= Stack.High - 2 * sizeof(uintptr_t) &&
         Frame % sizeof(uintptr_t) == 0) {
    auto *Record = reinterpret_cast<const uintptr_t *>(Frame);
    if (Record[1] < 4096)
      break;
    Frames[Count++] = Record[1];
    Below = Frame;
    Frame = Record[0];
  }
  return Count;
}

struct Unwinding {
  uintptr_t From; // nothing is kept before this address has been seen
  uintptr_t *Frames;
  size_t Count, Max;
  bool Seen;
};

_Unwind_Reason_Code onFrame(_Unwind_Context *Context, void *Opaque) {
  auto &U = *static_cast<Unwinding *>(Opaque);
  uintptr_t Pc = _Unwind_GetIP(Context);
  U.Seen |= Pc == U.From;
  if (U.Seen && U.Count != U.Max)
    U.Frames[U.Count++] = Pc;
  return U.Count == U.Max ? _URC_END_OF_STACK : _URC_NO_REASON;
}

} // namespace

size_t dmasan::posix::walkStack(uintptr_t Pc, uintptr_t Frame,
                                uintptr_t *Frames, size_t Max) {
  if (Max == 0)
    return 0;
  Frames[0] = Pc;
  size_t Count = 1;
  if (Frame) {
    Count = walkFrames(Frame, Frames, 1, Max);
  } else {
    // Own frames come first; pc is the return address of one of them.
    auto Here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
    constexpr unsigned kOwnFrames = 16;
    for (unsigned I = 0; I != kOwnFrames; ++I) {
      uintptr_t Return = 0;
      if (walkFrames(Here, &Return, 0, 1) == 0)
        break;
      Here = *reinterpret_cast<const uintptr_t *>(Here);
      if (Return == Pc) {
        Count = walkFrames(Here, Frames, 1, Max);
        break;
      }
    }
  }
  if (Count < kEnough && Max > kEnough && UnwinderReady && _Unwind_Backtrace &&
      _Unwind_GetIP) {
    Unwinding U = {Pc, Frames, 0, Max, false};
    InternalScope Scope;
    _Unwind_Backtrace(onFrame, &U);
    if (U.Count > Count)
      return U.Count;
    Frames[0] = Pc;
  }
  return Count;
}

extern "C" uint32_t dmasan_port_stack(uintptr_t Pc, uintptr_t Frame,
                                      size_t Max) {
  uintptr_t Frames[dmasan::kMaxFrames];
  size_t Count = walkStack(Pc, Frame, Frames,
                           Max < dmasan::kMaxFrames ? Max : dmasan::kMaxFrames);
  return dmasan::internStack(Frames, Count);
}
