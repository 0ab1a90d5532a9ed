// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Thread-local state is initial-exec: reading it never allocates. "Interrupts
// off" is a depth: a signal handler that finds it raised interrupted the core
// with a lock held and must not go in (its event is counted as lost); blocking
// signals would cost two system calls a lock.

#include "runtime/port/posix/thread.h"

#include "runtime/port/port.h"

#include <atomic>
#include <pthread.h>
#include <sched.h>
#include <time.h>

namespace dmasan::posix {

namespace {

#define DMASAN_TLS __attribute__((tls_model("initial-exec"))) thread_local

DMASAN_TLS unsigned CoreDepth = 0;
DMASAN_TLS unsigned InternalDepth = 0;
DMASAN_TLS uint32_t ThreadId = 0; // plus one; 0: none yet
DMASAN_TLS StackBounds Own = {};
DMASAN_TLS bool OwnAsked = false;

constinit std::atomic<uint32_t> NextThread = 0;

constexpr size_t kStacks = 4096;
struct StackSlot {
  std::atomic<uintptr_t> Low, High; // High 0: free
};
constinit StackSlot Stacks[kStacks] = {};
constinit std::atomic<size_t> StacksUsed = 0; // slots at or above are free

} // namespace

StackBounds ownStack() {
  if (!OwnAsked) {
    OwnAsked = true; // pthread_getattr_np may allocate and come back here
    InternalScope Scope;
    pthread_attr_t Attributes;
    if (pthread_getattr_np(pthread_self(), &Attributes) == 0) {
      void *Low = nullptr;
      size_t Size = 0;
      if (pthread_attr_getstack(&Attributes, &Low, &Size) == 0)
        Own = {reinterpret_cast<uintptr_t>(Low),
               reinterpret_cast<uintptr_t>(Low) + Size};
      pthread_attr_destroy(&Attributes);
    }
  }
  return Own;
}

void registerOwnStack() {
  StackBounds Mine = ownStack();
  if (!Mine.High)
    return;
  for (size_t I = 0; I != kStacks; ++I) {
    uintptr_t Free = 0;
    if (!Stacks[I].High.compare_exchange_strong(Free, Mine.High))
      continue;
    Stacks[I].Low.store(Mine.Low, std::memory_order_release);
    size_t Used = StacksUsed.load();
    while (Used <= I && !StacksUsed.compare_exchange_weak(Used, I + 1))
      ;
    return;
  }
}

void unregisterOwnStack() {
  StackBounds Mine = Own;
  for (size_t I = 0, End = StacksUsed.load(); I != End; ++I) {
    if (Stacks[I].Low.load() != Mine.Low || Stacks[I].High.load() != Mine.High)
      continue;
    Stacks[I].Low.store(~uintptr_t(0));
    Stacks[I].High.store(0);
    return;
  }
}

StackBounds stackAround(uintptr_t Address) {
  StackBounds Mine = ownStack();
  if (Address >= Mine.Low && Address < Mine.High)
    return Mine;
  for (size_t I = 0, End = StacksUsed.load(); I != End; ++I) {
    uintptr_t Low = Stacks[I].Low.load(), High = Stacks[I].High.load();
    if (Address < High && Address >= Low)
      return {Low, High};
  }
  return {};
}

InternalScope::InternalScope() { ++InternalDepth; }
InternalScope::~InternalScope() { --InternalDepth; }
bool isInternal() { return InternalDepth != 0; }

} // namespace dmasan::posix

using namespace dmasan::posix;

extern "C" {

unsigned long dmasan_port_irq_save(void) { return CoreDepth++; }
void dmasan_port_irq_restore(unsigned long Flags) {
  CoreDepth = static_cast<unsigned>(Flags);
}
int dmasan_port_in_nmi(void) { return CoreDepth != 0; }

void dmasan_port_relax(void) {
  // The owner of the lock may need this very CPU.
  static constinit thread_local unsigned Turns = 0;
  if (++Turns % 64 == 0)
    sched_yield();
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

uint32_t dmasan_port_thread(void) {
  if (!ThreadId)
    ThreadId = NextThread.fetch_add(1, std::memory_order_relaxed) + 1;
  return ThreadId - 1;
}
unsigned dmasan_port_shard(void) { return dmasan_port_thread(); }

uint64_t dmasan_port_time_ns(void) {
  timespec Now = {};
  clock_gettime(CLOCK_MONOTONIC, &Now);
  return static_cast<uint64_t>(Now.tv_sec) * 1000000000u +
         static_cast<uint64_t>(Now.tv_nsec);
}

} // extern "C"
