/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Module boilerplate, which means nothing in a program.
 */
#ifndef DMASAN_STANDIN_LINUX_MODULE_H
#define DMASAN_STANDIN_LINUX_MODULE_H

#include <linux/kernel.h>
#include_next <linux/module.h>

struct module;
#define THIS_MODULE ((struct module *)0)
#define MODULE_LICENSE(text) _Static_assert(sizeof(text) > 1, "a licence")
#define MODULE_AUTHOR(text) _Static_assert(sizeof(text) > 1, "an author")
#define MODULE_DESCRIPTION(text) _Static_assert(sizeof(text) > 1, "a text")
#define EXPORT_SYMBOL(name) extern __typeof__(name) name
#define EXPORT_SYMBOL_GPL(name) EXPORT_SYMBOL(name)
#define module_param(name, type, perm) extern __typeof__(name) name

#endif
