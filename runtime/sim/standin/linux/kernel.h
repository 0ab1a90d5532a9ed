/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Arithmetic helpers, container_of, warnings and messages.
 */
#ifndef DMASAN_STANDIN_LINUX_KERNEL_H
#define DMASAN_STANDIN_LINUX_KERNEL_H

#include <asm/byteorder.h>
#include <linux/bitops.h>
#include <linux/err.h>
#include_next <linux/kernel.h>
#include <linux/printk.h>
#include <linux/types.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define ALIGN(x, a)                                                            \
  (((x) + ((__typeof__(x))(a) - 1)) & ~((__typeof__(x))(a) - 1))
#define ALIGN_DOWN(x, a) ((x) & ~((__typeof__(x))(a) - 1))
#define IS_ALIGNED(x, a) (((x) & ((__typeof__(x))(a) - 1)) == 0)
#define PTR_ALIGN(p, a) ((__typeof__(p))ALIGN((unsigned long)(p), (a)))
#define round_up(x, y) ALIGN(x, y)
#define round_down(x, y) ALIGN_DOWN(x, y)
#define roundup(x, y) ((((x) + ((y) - 1)) / (y)) * (y))
#define rounddown(x, y) ((x) - (x) % (y))
#define upper_32_bits(n) ((u32)(((u64)(n)) >> 32))
#define lower_32_bits(n) ((u32)((n) & 0xffffffffu))

#define min_t(type, a, b)                                                      \
  ({                                                                           \
    type _a = (a), _b = (b);                                                   \
    _a < _b ? _a : _b;                                                         \
  })
#define max_t(type, a, b)                                                      \
  ({                                                                           \
    type _a = (a), _b = (b);                                                   \
    _a > _b ? _a : _b;                                                         \
  })
#define clamp_t(type, value, low, high)                                        \
  min_t(type, max_t(type, value, low), high)
/* In C++ these names belong to the standard library. */
#ifndef __cplusplus
#define min(a, b) min_t(__typeof__((a) + (b)), a, b)
#define max(a, b) max_t(__typeof__((a) + (b)), a, b)
#define clamp(value, low, high) clamp_t(__typeof__(value), value, low, high)
#define swap(a, b)                                                             \
  do {                                                                         \
    __typeof__(a) _tmp = (a);                                                  \
    (a) = (b);                                                                 \
    (b) = _tmp;                                                                \
  } while (0)
#endif

#ifndef container_of
#define container_of(ptr, type, member)                                        \
  ((type *)((char *)(ptr) - offsetof(type, member)))
#endif

#define WARN_ON(condition)                                                     \
  ({                                                                           \
    int _warn = !!(condition);                                                 \
    if (unlikely(_warn))                                                       \
      printk("WARNING: %s:%d: %s\n", __FILE__, __LINE__, #condition);          \
    unlikely(_warn);                                                           \
  })
#define WARN_ON_ONCE(condition) WARN_ON(condition)
#define BUG() __builtin_trap()
#define BUG_ON(condition)                                                      \
  do {                                                                         \
    if (unlikely(condition))                                                   \
      BUG();                                                                   \
  } while (0)
#define might_sleep() ((void)0)

#endif
