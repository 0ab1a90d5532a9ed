/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Spin locks. There are no interrupts to switch off, but who holds one may not
 * sleep, and that is remembered (linux/irqflags.h).
 */
#ifndef DMASAN_STANDIN_LINUX_SPINLOCK_H
#define DMASAN_STANDIN_LINUX_SPINLOCK_H

#include <linux/irqflags.h>
#include <linux/types.h>
#include <sched.h>

__BEGIN_DECLS

typedef struct {
  bool locked;
} spinlock_t;

#define DEFINE_SPINLOCK(name) spinlock_t name = {false}

DMASAN_STANDIN_INLINE void spin_lock_init(spinlock_t *lock) {
  lock->locked = false;
}
DMASAN_STANDIN_INLINE void spin_lock(spinlock_t *lock) {
  preempt_disable();
  while (__atomic_test_and_set(&lock->locked, __ATOMIC_ACQUIRE))
    sched_yield();
}
DMASAN_STANDIN_INLINE void spin_unlock(spinlock_t *lock) {
  __atomic_clear(&lock->locked, __ATOMIC_RELEASE);
  preempt_enable();
}
DMASAN_STANDIN_INLINE int spin_trylock(spinlock_t *lock) {
  if (__atomic_test_and_set(&lock->locked, __ATOMIC_ACQUIRE))
    return 0;
  preempt_disable();
  return 1;
}

#define spin_lock_irqsave(lock, flags)                                         \
  do {                                                                         \
    local_irq_save(flags);                                                     \
    spin_lock(lock);                                                           \
  } while (0)
#define spin_unlock_irqrestore(lock, flags)                                    \
  do {                                                                         \
    spin_unlock(lock);                                                         \
    local_irq_restore(flags);                                                  \
  } while (0)
#define spin_lock_irq(lock)                                                    \
  do {                                                                         \
    local_irq_disable();                                                       \
    spin_lock(lock);                                                           \
  } while (0)
#define spin_unlock_irq(lock)                                                  \
  do {                                                                         \
    spin_unlock(lock);                                                         \
    local_irq_enable();                                                        \
  } while (0)
#define spin_lock_bh(lock) spin_lock(lock)
#define spin_unlock_bh(lock) spin_unlock(lock)

__END_DECLS

#endif
