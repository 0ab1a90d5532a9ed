// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Accesses of functions that nobody instruments: the C library, the system's
// own copy routines, assembly. A model says which of their arguments is memory.
// They are judged before the call, as if the caller had made them.

#include "runtime/engine/access.h"
#include "runtime/engine/handlers.h"

namespace dmasan {

namespace {

/// Bytes of a string with its NUL, at most so many.
uint64_t stringSize(uintptr_t Begin, uint64_t Most) {
  auto *Text = reinterpret_cast<const volatile char *>(Begin);
  for (uint64_t I = 0; I != Most; ++I)
    if (!Text[I])
      return I + 1;
  return Most;
}

class ForeignAccess {
public:
  explicit ForeignAccess(Event &E)
      : E(E), String(E.Call.flags & DMASAN_CALL_STRING),
        Most(String && !E.Call.size ? ~uint64_t(0) : E.Call.size) {}

  uint64_t sizeOf(const void *Memory) const {
    return String && Memory ? stringSize(uintptr_t(Memory), Most) : Most;
  }
  void judge(const void *Memory, uint64_t Size, bool Store) const {
    if (Memory && Size)
      onCpuAccess(uintptr_t(Memory), uintptr_t(Size), Store, AccessKind::Bulk,
                  E.Pc, E.frame());
  }

private:
  Event &E;
  const bool String;
  const uint64_t Most;
};

} // namespace

void onForeignAccess(Event &E) {
  ForeignAccess A(E);
  const void *Cpu = E.Call.cpu, *Other = E.Call.object;
  switch (E.Call.event) {
  case DMASAN_EVENT_CPU_READ:
    A.judge(Cpu, A.sizeOf(Cpu), false);
    A.judge(Other, A.sizeOf(Other), false);
    return;
  case DMASAN_EVENT_CPU_WRITE:
    A.judge(Cpu, E.Call.size, true);
    return;
  default:
    A.judge(Other, A.sizeOf(Other), false);
    A.judge(Cpu, A.sizeOf(Other), true);
    return;
  }
}

} // namespace dmasan
