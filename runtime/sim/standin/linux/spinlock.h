/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Spin locks. There are no interrupts to switch off.
 */
#ifndef DMASAN_STANDIN_LINUX_SPINLOCK_H
#define DMASAN_STANDIN_LINUX_SPINLOCK_H

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
  while (__atomic_test_and_set(&lock->locked, __ATOMIC_ACQUIRE))
    sched_yield();
}
DMASAN_STANDIN_INLINE void spin_unlock(spinlock_t *lock) {
  __atomic_clear(&lock->locked, __ATOMIC_RELEASE);
}

#define spin_lock_irqsave(lock, flags)                                         \
  do {                                                                         \
    (flags) = 0;                                                               \
    spin_lock(lock);                                                           \
  } while (0)
#define spin_unlock_irqrestore(lock, flags)                                    \
  do {                                                                         \
    (void)(flags);                                                             \
    spin_unlock(lock);                                                         \
  } while (0)
DMASAN_STANDIN_INLINE int spin_trylock(spinlock_t *lock) {
  return !__atomic_test_and_set(&lock->locked, __ATOMIC_ACQUIRE);
}
#define spin_lock_irq(lock) spin_lock(lock)
#define spin_unlock_irq(lock) spin_unlock(lock)
#define spin_lock_bh(lock) spin_lock(lock)
#define spin_unlock_bh(lock) spin_unlock(lock)

__END_DECLS

#endif
