// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one lock of the core: a word that is spun on, with interrupts off while
// it is held. All zero is unlocked, so memory from the port holds valid locks.
//
// Threading: any context but NMI; entry points turn NMI away. Locks are never
// taken recursively; the order between them is in runtime/core/mapping.h.

#pragma once

#include "runtime/port/port.h"

#include <atomic>

namespace dmasan {

class SpinLock {
public:
  constexpr SpinLock() = default;
  SpinLock(const SpinLock &) = delete;
  SpinLock &operator=(const SpinLock &) = delete;

  /// Returns the interrupt state that unlock() puts back.
  unsigned long lock() {
    unsigned long Flags = dmasan_port_irq_save();
    if (!grab())
      wait();
    return Flags;
  }
  bool tryLock(unsigned long &Flags) {
    Flags = dmasan_port_irq_save();
    if (grab())
      return true;
    dmasan_port_irq_restore(Flags);
    return false;
  }
  void unlock(unsigned long Flags) {
    Held.store(0, std::memory_order_release);
    dmasan_port_irq_restore(Flags);
  }

private:
  // Apart, and not in the way of who need not wait.
  __attribute__((cold, noinline)) void wait() {
    do
      while (Held.load(std::memory_order_relaxed))
        dmasan_port_relax();
    while (!grab());
  }
  bool grab() { return Held.exchange(1, std::memory_order_acquire) == 0; }
  std::atomic<uint32_t> Held = 0;
};

class ScopedLock {
public:
  explicit ScopedLock(SpinLock &Lock) : Lock(Lock), Flags(Lock.lock()) {}
  ~ScopedLock() { Lock.unlock(Flags); }
  ScopedLock(const ScopedLock &) = delete;
  ScopedLock &operator=(const ScopedLock &) = delete;

private:
  SpinLock &Lock;
  unsigned long Flags;
};

} // namespace dmasan
