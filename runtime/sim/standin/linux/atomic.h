/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Atomic counters; every operation is a full barrier.
 */
#ifndef DMASAN_STANDIN_LINUX_ATOMIC_H
#define DMASAN_STANDIN_LINUX_ATOMIC_H

#include <linux/types.h>

__BEGIN_DECLS

#define ATOMIC_INIT(value) {value}

DMASAN_STANDIN_INLINE int atomic_read(const atomic_t *v) {
  return __atomic_load_n(&v->counter, __ATOMIC_RELAXED);
}
DMASAN_STANDIN_INLINE void atomic_set(atomic_t *v, int value) {
  __atomic_store_n(&v->counter, value, __ATOMIC_RELAXED);
}
DMASAN_STANDIN_INLINE int atomic_add_return(int value, atomic_t *v) {
  return __atomic_add_fetch(&v->counter, value, __ATOMIC_SEQ_CST);
}
DMASAN_STANDIN_INLINE int atomic_xchg(atomic_t *v, int value) {
  return __atomic_exchange_n(&v->counter, value, __ATOMIC_SEQ_CST);
}
DMASAN_STANDIN_INLINE int atomic_cmpxchg(atomic_t *v, int old, int value) {
  __atomic_compare_exchange_n(&v->counter, &old, value, false, __ATOMIC_SEQ_CST,
                              __ATOMIC_SEQ_CST);
  return old;
}
#define atomic_sub_return(value, v) atomic_add_return(-(value), v)
#define atomic_inc_return(v) atomic_add_return(1, v)
#define atomic_dec_return(v) atomic_add_return(-1, v)
#define atomic_add(value, v) ((void)atomic_add_return(value, v))
#define atomic_sub(value, v) ((void)atomic_add_return(-(value), v))
#define atomic_inc(v) ((void)atomic_add_return(1, v))
#define atomic_dec(v) ((void)atomic_add_return(-1, v))
#define atomic_dec_and_test(v) (atomic_add_return(-1, v) == 0)
#define atomic_inc_and_test(v) (atomic_add_return(1, v) == 0)

__END_DECLS

#endif
