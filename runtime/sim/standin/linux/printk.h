/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Kernel messages go to standard error.
 */
#ifndef DMASAN_STANDIN_LINUX_PRINTK_H
#define DMASAN_STANDIN_LINUX_PRINTK_H

#include <linux/types.h>
#include <stdio.h>

#ifndef KERN_ERR
#define KERN_EMERG ""
#define KERN_ERR ""
#define KERN_WARNING ""
#define KERN_NOTICE ""
#define KERN_INFO ""
#define KERN_DEBUG ""
#endif
#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif

#define printk(fmt, ...) fprintf(stderr, fmt, ##__VA_ARGS__)
#define pr_err(fmt, ...) printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...) printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...) printk(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...) ((void)sizeof(printf(pr_fmt(fmt), ##__VA_ARGS__)))

#endif
