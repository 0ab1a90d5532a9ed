/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Divisions of 64 bits, which are plain ones here.
 */
#ifndef DMASAN_STANDIN_LINUX_MATH64_H
#define DMASAN_STANDIN_LINUX_MATH64_H

#include <linux/types.h>

__BEGIN_DECLS

DMASAN_STANDIN_INLINE u64 div_u64(u64 dividend, u32 divisor) {
  return dividend / divisor;
}
DMASAN_STANDIN_INLINE u64 div64_u64(u64 dividend, u64 divisor) {
  return dividend / divisor;
}
#define do_div(n, base)                                                        \
  ({                                                                           \
    u32 _rest = (u32)((n) % (base));                                           \
    (n) /= (base);                                                             \
    _rest;                                                                     \
  })

__END_DECLS

#endif
