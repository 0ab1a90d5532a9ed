// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the port keeps for each thread, and the stacks of all threads.
//
// Threading: the per-thread part is the thread's own; the registry of stacks is
// a fixed table of atomics. Failure: threads beyond the table have no entry,
// and memory on their stacks is taken for plain pages by other threads.

#pragma once

#include <stddef.h>
#include <stdint.h>

namespace dmasan::posix {

struct StackBounds {
  uintptr_t Low, High;
};

/// Bounds of the calling thread's stack; zeros when they are not known yet.
StackBounds ownStack();
/// The stack of any thread that the address is on; zeros otherwise.
StackBounds stackAround(uintptr_t Address);

/// Return addresses of the calling thread, as dmasan_port_stack() has them.
/// Returns their number.
size_t walkStack(uintptr_t Pc, uintptr_t Frame, uintptr_t *Frames, size_t Max);

/// Enters and leaves the table with the calling thread's stack.
void registerOwnStack();
void unregisterOwnStack();

/// While one lives, allocations and frees of this thread are the runtime's own
/// and not looked at.
class InternalScope {
public:
  InternalScope();
  ~InternalScope();
  InternalScope(const InternalScope &) = delete;
  InternalScope &operator=(const InternalScope &) = delete;
};
bool isInternal();

} // namespace dmasan::posix
