/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Mutexes are the C library's.
 */
#ifndef DMASAN_STANDIN_LINUX_MUTEX_H
#define DMASAN_STANDIN_LINUX_MUTEX_H

#include <linux/types.h>
#include <pthread.h>

__BEGIN_DECLS

struct mutex {
  pthread_mutex_t lock;
};

#define DEFINE_MUTEX(name) struct mutex name = {PTHREAD_MUTEX_INITIALIZER}

DMASAN_STANDIN_INLINE void mutex_init(struct mutex *lock) {
  pthread_mutex_init(&lock->lock, NULL);
}
DMASAN_STANDIN_INLINE void mutex_destroy(struct mutex *lock) {
  pthread_mutex_destroy(&lock->lock);
}
DMASAN_STANDIN_INLINE void mutex_lock(struct mutex *lock) {
  pthread_mutex_lock(&lock->lock);
}
DMASAN_STANDIN_INLINE int mutex_lock_interruptible(struct mutex *lock) {
  return -pthread_mutex_lock(&lock->lock);
}
DMASAN_STANDIN_INLINE int mutex_trylock(struct mutex *lock) {
  return pthread_mutex_trylock(&lock->lock) == 0;
}
DMASAN_STANDIN_INLINE void mutex_unlock(struct mutex *lock) {
  pthread_mutex_unlock(&lock->lock);
}

__END_DECLS

#endif
