/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * User space is the program itself.
 */
#ifndef DMASAN_STANDIN_LINUX_UACCESS_H
#define DMASAN_STANDIN_LINUX_UACCESS_H

#include <linux/string.h>
#include <linux/types.h>

__BEGIN_DECLS

DMASAN_STANDIN_INLINE unsigned long
copy_from_user(void *to, const void __user *from, unsigned long n) {
  memcpy(to, from, n);
  return 0;
}
DMASAN_STANDIN_INLINE unsigned long
copy_to_user(void __user *to, const void *from, unsigned long n) {
  memcpy(to, from, n);
  return 0;
}
DMASAN_STANDIN_INLINE unsigned long clear_user(void __user *to,
                                               unsigned long n) {
  memset(to, 0, n);
  return 0;
}
#define get_user(x, ptr) ((x) = *(ptr), 0)
#define put_user(x, ptr) (*(ptr) = (x), 0)

__END_DECLS

#endif
