/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Error values in pointers.
 */
#ifndef DMASAN_STANDIN_LINUX_ERR_H
#define DMASAN_STANDIN_LINUX_ERR_H

#include <linux/errno.h>
#include <linux/types.h>

__BEGIN_DECLS

#define MAX_ERRNO 4095
#define IS_ERR_VALUE(x)                                                        \
  ((unsigned long)(void *)(x) >= (unsigned long)-MAX_ERRNO)

DMASAN_STANDIN_INLINE void *ERR_PTR(long error) { return (void *)error; }
DMASAN_STANDIN_INLINE long PTR_ERR(const void *ptr) { return (long)ptr; }
DMASAN_STANDIN_INLINE bool IS_ERR(const void *ptr) { return IS_ERR_VALUE(ptr); }
DMASAN_STANDIN_INLINE bool IS_ERR_OR_NULL(const void *ptr) {
  return !ptr || IS_ERR_VALUE(ptr);
}
DMASAN_STANDIN_INLINE int PTR_ERR_OR_ZERO(const void *ptr) {
  return IS_ERR(ptr) ? (int)PTR_ERR(ptr) : 0;
}

__END_DECLS

#endif
