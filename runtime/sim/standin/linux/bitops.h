/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Bit operations on words in memory; the atomic ones are atomic.
 */
#ifndef DMASAN_STANDIN_LINUX_BITOPS_H
#define DMASAN_STANDIN_LINUX_BITOPS_H

#include <linux/bits.h>

__BEGIN_DECLS

DMASAN_STANDIN_INLINE void set_bit(long nr, volatile unsigned long *addr) {
  __atomic_fetch_or(addr + nr / BITS_PER_LONG, BIT(nr % BITS_PER_LONG),
                    __ATOMIC_RELAXED);
}
DMASAN_STANDIN_INLINE void clear_bit(long nr, volatile unsigned long *addr) {
  __atomic_fetch_and(addr + nr / BITS_PER_LONG, ~BIT(nr % BITS_PER_LONG),
                     __ATOMIC_RELAXED);
}
DMASAN_STANDIN_INLINE bool test_bit(long nr,
                                    const volatile unsigned long *addr) {
  return addr[nr / BITS_PER_LONG] >> (nr % BITS_PER_LONG) & 1;
}
DMASAN_STANDIN_INLINE bool test_and_set_bit(long nr,
                                            volatile unsigned long *addr) {
  unsigned long mask = BIT(nr % BITS_PER_LONG);
  return __atomic_fetch_or(addr + nr / BITS_PER_LONG, mask, __ATOMIC_SEQ_CST) &
         mask;
}
DMASAN_STANDIN_INLINE int fls(unsigned int x) {
  return x ? 32 - __builtin_clz(x) : 0;
}
DMASAN_STANDIN_INLINE int ilog2(unsigned long x) {
  return 63 - __builtin_clzl(x);
}
DMASAN_STANDIN_INLINE bool is_power_of_2(unsigned long n) {
  return n != 0 && (n & (n - 1)) == 0;
}

__END_DECLS

#endif
