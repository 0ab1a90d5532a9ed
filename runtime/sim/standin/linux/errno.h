/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Error numbers: the user-space ones and those that only the kernel has.
 */
#ifndef DMASAN_STANDIN_LINUX_ERRNO_H
#define DMASAN_STANDIN_LINUX_ERRNO_H

#include_next <linux/errno.h>

#define ERESTARTSYS 512
#define EPROBE_DEFER 517
#define ENOTSUPP 524

#endif
