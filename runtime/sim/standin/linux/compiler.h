/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Annotations and accessors of the kernel's compiler.h, for drivers that are
 * built against the simulated bus.
 */
#ifndef DMASAN_STANDIN_LINUX_COMPILER_H
#define DMASAN_STANDIN_LINUX_COMPILER_H

#include <sys/cdefs.h>

/* In C++ the name of a static function is mangled even in extern "C", and a
 * model would not know it. */
#ifdef __cplusplus
#define DMASAN_STANDIN_INLINE inline
#else
#define DMASAN_STANDIN_INLINE static inline
#endif

#define __iomem
#define __user
#define __force
#define __percpu
#define __rcu
/* libstdc++ has variables of these names. */
#ifndef __cplusplus
#define __init
#define __exit
#endif
#define __maybe_unused __attribute__((__unused__))
#define __always_unused __attribute__((__unused__))
#define __must_check __attribute__((__warn_unused_result__))
#define __packed __attribute__((__packed__))
#define __aligned(n) __attribute__((__aligned__(n)))
#define __printf(format, first)                                                \
  __attribute__((__format__(printf, format, first)))
#ifndef noinline
/* Empty, so that `__attribute__((noinline))` in a test keeps its meaning as far
 * as it can; reports show inlined functions by name. */
#define noinline
#endif
#ifndef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#endif
#ifndef fallthrough
#define fallthrough __attribute__((__fallthrough__))
#endif

#ifndef likely
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#endif
#define barrier() __asm__ __volatile__("" ::: "memory")

#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, value) (*(volatile __typeof__(x) *)&(x) = (value))

#define BUILD_BUG_ON(condition) ((void)sizeof(char[1 - 2 * !!(condition)]))

#endif
