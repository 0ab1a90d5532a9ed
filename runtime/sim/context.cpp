// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a thread may do now, as the stand-ins of spin locks, interrupts and
// preemption leave it. Nothing is ever really switched off.
// Threading: each thread has its own.

#include <linux/irqflags.h>

namespace {
thread_local unsigned long IrqsOff;
thread_local int Depth; // of spin locks, handlers, preempt_disable
} // namespace

extern "C" {

unsigned long __dmasan_standin_irqs_off(unsigned long Off) {
  unsigned long Before = IrqsOff;
  IrqsOff = Off;
  return Before;
}

// A lock that is given back by another thread than took it counts for nobody.
void __dmasan_standin_atomic(int By) {
  Depth += By;
  if (Depth < 0)
    Depth = 0;
}

bool irqs_disabled(void) { return IrqsOff; }
bool in_atomic(void) { return Depth != 0; }

} // extern "C"
