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
DMASAN_STANDIN_INLINE bool test_and_clear_bit(long nr,
                                              volatile unsigned long *addr) {
  unsigned long mask = BIT(nr % BITS_PER_LONG);
  return __atomic_fetch_and(addr + nr / BITS_PER_LONG, ~mask,
                            __ATOMIC_SEQ_CST) &
         mask;
}
DMASAN_STANDIN_INLINE void __set_bit(long nr, volatile unsigned long *addr) {
  addr[nr / BITS_PER_LONG] |= BIT(nr % BITS_PER_LONG);
}
DMASAN_STANDIN_INLINE void __clear_bit(long nr, volatile unsigned long *addr) {
  addr[nr / BITS_PER_LONG] &= ~BIT(nr % BITS_PER_LONG);
}
DMASAN_STANDIN_INLINE unsigned long __ffs(unsigned long word) {
  return (unsigned long)__builtin_ctzl(word);
}
DMASAN_STANDIN_INLINE unsigned long hweight_long(unsigned long word) {
  return (unsigned long)__builtin_popcountl(word);
}
DMASAN_STANDIN_INLINE unsigned long find_next_bit(const unsigned long *addr,
                                                  unsigned long size,
                                                  unsigned long offset) {
  while (offset < size && !test_bit((long)offset, addr))
    ++offset;
  return offset;
}
DMASAN_STANDIN_INLINE unsigned long
find_next_zero_bit(const unsigned long *addr, unsigned long size,
                   unsigned long offset) {
  while (offset < size && test_bit((long)offset, addr))
    ++offset;
  return offset;
}
#define find_first_bit(addr, size) find_next_bit(addr, size, 0)
#define find_first_zero_bit(addr, size) find_next_zero_bit(addr, size, 0)
#define for_each_set_bit(bit, addr, size)                                      \
  for ((bit) = find_first_bit(addr, size); (bit) < (size);                     \
       (bit) = find_next_bit(addr, size, (bit) + 1))
#define BITS_TO_LONGS(n) (((n) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#define DECLARE_BITMAP(name, bits) unsigned long name[BITS_TO_LONGS(bits)]
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
