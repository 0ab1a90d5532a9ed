/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Bit operations on words in memory; the atomic ones are atomic.
 */
#ifndef DMASAN_STANDIN_LINUX_BITOPS_H
#define DMASAN_STANDIN_LINUX_BITOPS_H

#include <linux/bits.h>

__BEGIN_DECLS

static inline void set_bit(long nr, volatile unsigned long *addr) {
  __atomic_fetch_or(addr + nr / BITS_PER_LONG, BIT(nr % BITS_PER_LONG),
                    __ATOMIC_RELAXED);
}
static inline void clear_bit(long nr, volatile unsigned long *addr) {
  __atomic_fetch_and(addr + nr / BITS_PER_LONG, ~BIT(nr % BITS_PER_LONG),
                     __ATOMIC_RELAXED);
}
static inline bool test_bit(long nr, const volatile unsigned long *addr) {
  return addr[nr / BITS_PER_LONG] >> (nr % BITS_PER_LONG) & 1;
}
static inline bool test_and_set_bit(long nr, volatile unsigned long *addr) {
  unsigned long mask = BIT(nr % BITS_PER_LONG);
  return __atomic_fetch_or(addr + nr / BITS_PER_LONG, mask, __ATOMIC_SEQ_CST) &
         mask;
}
static inline int fls(unsigned int x) { return x ? 32 - __builtin_clz(x) : 0; }
static inline int ilog2(unsigned long x) { return 63 - __builtin_clzl(x); }
static inline bool is_power_of_2(unsigned long n) {
  return n != 0 && (n & (n - 1)) == 0;
}

__END_DECLS

#endif
