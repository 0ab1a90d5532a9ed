/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Interrupts and preemption. Nothing is switched off, but it is remembered, so
 * that a call that may not be made then is found.
 */
#ifndef DMASAN_STANDIN_LINUX_IRQFLAGS_H
#define DMASAN_STANDIN_LINUX_IRQFLAGS_H

#include <linux/types.h>

__BEGIN_DECLS

/* Sets the state of this thread; returns the one before. */
unsigned long __dmasan_standin_irqs_off(unsigned long off);
void __dmasan_standin_atomic(int by);

bool irqs_disabled(void);
bool in_atomic(void);

#define local_irq_disable() ((void)__dmasan_standin_irqs_off(1))
#define local_irq_enable() ((void)__dmasan_standin_irqs_off(0))
#define local_irq_save(flags) ((flags) = __dmasan_standin_irqs_off(1))
#define local_irq_restore(flags) ((void)__dmasan_standin_irqs_off(flags))
#define preempt_disable() __dmasan_standin_atomic(1)
#define preempt_enable() __dmasan_standin_atomic(-1)

__END_DECLS

#endif
